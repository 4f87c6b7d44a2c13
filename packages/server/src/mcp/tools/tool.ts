import type { JSONObject } from '@modelcontextprotocol/server'
import type * as z from 'zod'
import type { ScopeName } from '../../core/scopes.ts'
import type { Caller } from '../caller.ts'

/** One MCP tool. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly description: string
  /** The scope a caller needs, on a surface that knows scopes. */
  readonly scope: ScopeName
  readonly input: Input
  /** The structured result; its JSON is also the text of the answer. */
  call(input: z.infer<Input>, caller: Caller): Promise<JSONObject>
}

/** Keeps the type of the input while a tool is written. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  // A tool is only ever called with what its own schema has parsed.
  return tool as unknown as Tool
}
