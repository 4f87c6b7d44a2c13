import { ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server'
import { type ScopeName, scopeGrants } from '../core/scopes.ts'
import { ExactError } from './exact-server.ts'
import { summarizeNotes, summarizeNotesMessages } from './notes/prompt.ts'
import { noteResources, noteTemplates, readNoteResource } from './notes/resources.ts'
import { callTool, listedTools } from './tool-calls.ts'
import type { ToolCall } from './tools/tool.ts'

/** What serving one request takes to know: on whose behalf, and in which lifecycle. */
export interface Serving extends ToolCall {
  readonly era: 'legacy' | 'modern'
}

/** Code of a missing resource up to 2025-11-25 (MCP resources, Error Handling). */
const RESOURCE_NOT_FOUND = -32002

/** The methods served beside what the SDK answers by itself: each says to its server how. */
const methods: Readonly<Record<string, (server: Server, call: Serving) => void>> = {
  'tools/list': (server, call) =>
    server.setRequestHandler('tools/list', ({ params }) => {
      onlyPage(params)
      return { tools: listedTools((scope) => lists('tools/call', scope, call)) }
    }),
  'tools/call': (server, call) =>
    server.setRequestHandler('tools/call', async ({ params }) => {
      const result = await callTool(params.name, params.arguments, call)
      if (result === undefined) throw invalid(`there is no tool ${params.name}`)
      return result
    }),
  'resources/list': (server, call) =>
    server.setRequestHandler('resources/list', async ({ params }) => {
      onlyPage(params)
      return { resources: lists('resources/read', 'mcp:tools:read', call) ? await noteResources(call) : [] }
    }),
  'resources/templates/list': (server, call) =>
    server.setRequestHandler('resources/templates/list', ({ params }) => {
      onlyPage(params)
      return { resourceTemplates: lists('resources/read', 'mcp:tools:read', call) ? noteTemplates : [] }
    }),
  'resources/read': (server, call) =>
    server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
      const result = await readNoteResource(uri, call)
      if (result !== undefined) return result
      const code = call.era === 'legacy' ? RESOURCE_NOT_FOUND : ProtocolErrorCode.InvalidParams
      throw new ExactError(code, `Resource not found: ${uri}`, { uri })
    }),
  'prompts/list': (server, call) =>
    server.setRequestHandler('prompts/list', ({ params }) => {
      onlyPage(params)
      return { prompts: lists('prompts/get', 'mcp:tools:read', call) ? [summarizeNotes] : [] }
    }),
  'prompts/get': (server, call) =>
    server.setRequestHandler('prompts/get', async ({ params }) => {
      if (params.name !== summarizeNotes.name) throw invalid(`there is no prompt ${params.name}`)
      return summarizeNotesMessages(call)
    }),
}

/** Makes a server serve the methods that are named, as far as there are such. Setting up the others would be most of the cost of a request. */
export function serveMethods(named: readonly string[], server: Server, call: Serving): void {
  for (const method of new Set(named)) {
    if (Object.hasOwn(methods, method)) methods[method]?.(server, call)
  }
}

/** Whether a list shows what takes `scope` to use by `method`: everything, or by setting what the caller may use. */
function lists(method: string, scope: ScopeName, { caller, ctx }: ToolCall): boolean {
  const { toolLists, openMethods } = ctx.config
  if (toolLists === 'complete' || openMethods.includes(method)) return true
  if (caller.anonymous === true) return false
  return caller.scope === undefined || scopeGrants(caller.scope, scope)
}

/** Every list fits on one page, so no cursor was ever given out (MCP pagination, Error Handling). */
function onlyPage(params: { readonly cursor?: string | undefined } | undefined): void {
  if (params?.cursor !== undefined) throw invalid('cursor is none that was given out here: this list has one page')
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message)
}
