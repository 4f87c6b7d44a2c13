import * as z from 'zod'
import { noteKey } from '../notes/key.ts'
import { notesOf } from '../notes/notebook.ts'
import { defineTool, ToolError } from './tool.ts'

/** Gives back a note that the caller has written here. */
export const readNote = defineTool({
  name: 'read_note',
  description: 'Returns the note that you keep here under a key.',
  scope: 'mcp:tools:read',
  input: z.strictObject({ key: noteKey.describe('The key of the note.') }),
  async call({ key }, call) {
    const note = (await notesOf(call)).find((candidate) => candidate.key === key)
    if (note === undefined) throw new ToolError(`note not found: ${key}`)
    return { key, content: note.content }
  },
})
