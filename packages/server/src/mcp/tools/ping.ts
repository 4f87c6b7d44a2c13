import * as z from 'zod'
import { defineTool } from './tool.ts'

/** Shows that a call arrives. */
export const ping = defineTool({
  name: 'ping',
  description: 'Always returns { "pong": true }.',
  scope: 'mcp:tools:echo',
  input: z.strictObject({}),
  async call() {
    return { pong: true }
  },
})
