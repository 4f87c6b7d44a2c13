import * as z from 'zod'
import { noteKey } from '../notes/key.ts'
import { writeNote as write } from '../notes/notebook.ts'
import { characters } from '../policy.ts'
import { defineTool } from './tool.ts'

/** Keeps a note for the caller. What may be in it is for the policy to say. */
export const writeNote = defineTool({
  name: 'write_note',
  description: 'Keeps a note of yours under a key, in place of what was there.',
  scope: 'mcp:tools:write',
  input: z.strictObject({
    key: noteKey.describe('The key to keep it under.'),
    content: z.string().describe('The text of the note.'),
  }),
  async call({ key, content }, call) {
    await write(key, content, call)
    return { key, stored: true, length: characters(content) }
  },
})
