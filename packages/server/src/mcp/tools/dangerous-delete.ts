import * as z from 'zod'
import { noteKey } from '../notes/key.ts'
import { deleteNote } from '../notes/notebook.ts'
import { defineTool } from './tool.ts'

/** Deletes a note of the caller, for good. The policy stands in front of it. */
export const dangerousDelete = defineTool({
  name: 'dangerous_delete',
  description: 'Deletes the note that you keep here under a key. There is no way back.',
  scope: 'mcp:tools:admin',
  input: z.strictObject({
    confirm: z.boolean().describe('Must be true.'),
    target: noteKey.describe('The key of the note to delete.'),
  }),
  async call({ target }, call) {
    const deleted = await deleteNote(target, call)
    return { action: 'dangerous_delete', target, status: deleted ? 'executed' : 'not_found' }
  },
})
