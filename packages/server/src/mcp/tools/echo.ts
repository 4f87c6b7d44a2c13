import * as z from 'zod'
import { defineTool } from './tool.ts'

/** Answers with its own arguments. */
export const echo = defineTool({
  name: 'echo',
  description: 'Returns its arguments, the message in upper case if asked.',
  scope: 'mcp:tools:echo',
  input: z.strictObject({
    message: z.string().describe('Text to return.'),
    count: z.int().optional().describe('A number to return beside it.'),
    uppercase: z.boolean().default(false).describe('Whether the message comes back in upper case.'),
  }),
  async call({ message, count, uppercase }) {
    return {
      message: uppercase ? message.toUpperCase() : message,
      ...(count !== undefined && { count }),
      uppercase,
    }
  },
})
