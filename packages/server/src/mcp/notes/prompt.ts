import type { GetPromptResult, ListPromptsResult } from '@modelcontextprotocol/server'
import type { ToolCall } from '../tools/tool.ts'
import { notesOf } from './notebook.ts'
import { noteContents } from './resources.ts'

/** The one prompt there is. */
export const summarizeNotes: ListPromptsResult['prompts'][number] = {
  name: 'summarize_notes',
  description: 'Asks for a summary of the notes that you keep here.',
}

/** The request for a summary, followed by each note of the caller as an embedded resource. */
export async function summarizeNotesMessages(call: ToolCall): Promise<GetPromptResult> {
  const notes = await notesOf(call)
  const text =
    notes.length === 0
      ? 'There are no notes to summarize: say so.'
      : `Summarize the ${notes.length === 1 ? 'note' : `${notes.length} notes`} below, and name the key of each.`
  return {
    messages: [
      { role: 'user', content: { type: 'text', text } },
      ...notes.map((note) => ({
        role: 'user' as const,
        content: { type: 'resource' as const, resource: noteContents(note) },
      })),
    ],
  }
}
