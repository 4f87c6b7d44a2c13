import type { CallToolResult, JSONObject, ListToolsResult } from '@modelcontextprotocol/server'
import * as z from 'zod'
import type { Events } from '../core/events.ts'
import { isJsonObject } from '../core/json.ts'
import { type ScopeName, scopeNames } from '../core/scopes.ts'
import { ExactError } from './exact-server.ts'
import { policies } from './policies.ts'
import { policyObjection } from './policy.ts'
import * as registry from './tools/registry.ts'
import { type Tool, type ToolCall, ToolError } from './tools/tool.ts'

const POLICY_DENIED = -32002

/**
 * Every tool, the harmless ones first: by scope, then by how much they need to be told. The official suite calls the first
 * listed tool with `{}` (http-header-validation), so that must be one that works so: `ping`.
 */
const tools: readonly Tool[] = Object.values(registry).sort(
  (one, other) =>
    scopeNames.indexOf(one.scope) - scopeNames.indexOf(other.scope) ||
    requiredCount(one) - requiredCount(other) ||
    one.name.localeCompare(other.name),
)
const byName = new Map(tools.map((tool) => [tool.name, tool]))

/** The scope of a tool; undefined when there is no such tool. */
export function toolScope(name: string): ScopeName | undefined {
  return byName.get(name)?.scope
}

let described: readonly { readonly scope: ScopeName; readonly tool: ListToolsResult['tools'][number] }[] | undefined

/** The tools whose scope passes, as they are listed. Their schemas are written out once. */
export function listedTools(passes: (scope: ScopeName) => boolean): ListToolsResult['tools'] {
  described ??= tools.map(({ name, description, scope, input }) => ({
    scope,
    // The schema of an object is one of type object.
    tool: {
      name,
      description,
      inputSchema: z.toJSONSchema(input, { io: 'input' }) as ListToolsResult['tools'][number]['inputSchema'],
    },
  }))
  return described.filter(({ scope }) => passes(scope)).map(({ tool }) => tool)
}

/** Judges a call by policy and schema and makes it; undefined when there is no such tool. Throws {@link ExactError} when policy denies it. */
export async function callTool(name: string, given: unknown, call: ToolCall): Promise<CallToolResult | undefined> {
  const tool = byName.get(name)
  if (tool === undefined) return undefined
  const input = given === undefined ? {} : given
  const objection = policyObjection(policies, name, isJsonObject(input) ? input : {}, call.ctx.config)
  if (objection !== undefined) throw denied(name, objection, input, call)
  const parsed = tool.input.safeParse(input)
  if (!parsed.success) {
    report(name, 'refused', input, call)
    return failure(`arguments of ${name}: ${z.prettifyError(parsed.error)}`)
  }
  try {
    const result = await tool.call(parsed.data, call)
    report(name, 'succeeded', input, call)
    return success(result)
  } catch (error) {
    report(name, 'failed', input, call)
    if (!(error instanceof ToolError)) throw error
    return failure(error.message)
  }
}

function success(result: JSONObject): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result }
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}

function denied(tool: string, reason: string, input: unknown, call: ToolCall): ExactError {
  report(tool, 'denied', input, call)
  call.ctx.emit('policy.denied', { ...whose(tool, call), reason })
  return new ExactError(POLICY_DENIED, 'Policy denied', { reason, tool })
}

function report(tool: string, outcome: Events['tool.called']['outcome'], input: unknown, call: ToolCall): void {
  call.ctx.emit('tool.called', { ...whose(tool, call), arguments: input, outcome })
}

function whose(tool: string, { caller: { subject, clientId }, resource }: ToolCall) {
  return { surface: resource.id, tool, subject, ...(clientId !== undefined && { clientId }) }
}

function requiredCount({ input }: Tool): number {
  return Object.values(input.shape).filter((member) => !member.safeParse(undefined).success).length
}
