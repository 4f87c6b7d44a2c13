import type { McpServer } from '@modelcontextprotocol/server'
import type { Serve } from '../serving.ts'
import type { Diagnostic } from './diagnostic.ts'
import * as registry from './registry.ts'

const diagnostics: readonly Diagnostic[] = Object.values(registry)

/** Registers every diagnostic tool with a server. */
export function registerTools(server: McpServer, serve: Serve): void {
  for (const { name, description, input, call } of diagnostics) {
    server.registerTool(name, { description, inputSchema: input }, async (parsed, sdk) => call(parsed, serve(sdk)))
  }
}
