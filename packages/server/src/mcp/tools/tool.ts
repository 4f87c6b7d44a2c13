import type { JSONObject } from '@modelcontextprotocol/server'
import type * as z from 'zod'
import type { ScopeName } from '../../core/scopes.ts'
import type { Call } from '../dispatcher.ts'

/** Who calls a tool, at which endpoint, and what the call may touch. */
export type ToolCall = Pick<Call, 'caller' | 'resource' | 'ctx'>

/** One MCP tool. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly description: string
  /** The scope a caller needs, on a surface that knows scopes. */
  readonly scope: ScopeName
  readonly input: Input
  /** The structured result; its JSON is also the text of the answer. Throws {@link ToolError}. */
  call(input: z.infer<Input>, call: ToolCall): Promise<JSONObject>
}

/** What a tool answers when it cannot do what it is asked: a result with `isError`, so that a model can read it (MCP tools, Error Handling). */
export class ToolError extends Error {
  override readonly name: string = 'ToolError'
}

/** Keeps the type of the input while a tool is written. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool {
  // A tool is only ever called with what its own schema has parsed.
  return tool as unknown as Tool
}
