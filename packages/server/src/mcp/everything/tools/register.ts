import type { McpServer } from '@modelcontextprotocol/server'
import type { ListedTool } from '../../dispatcher.ts'
import type { Serve } from '../serving.ts'
import type { Diagnostic } from './diagnostic.ts'
import * as registry from './registry.ts'

const diagnostics: readonly Diagnostic[] = Object.values(registry)

/** Every diagnostic tool, as it is listed. */
export function diagnosticTools(): readonly ListedTool[] {
  return diagnostics.map(({ name, description, input }) => ({
    name,
    description,
    inputSchema: input['~standard'].jsonSchema.input({ target: 'draft-2020-12' }),
  }))
}

/** Registers every diagnostic tool with a server. */
export function registerTools(server: McpServer, serve: Serve): void {
  for (const { name, description, input, call } of diagnostics) {
    server.registerTool(name, { description, inputSchema: input }, async (parsed, sdk) => call(parsed, serve(sdk)))
  }
}
