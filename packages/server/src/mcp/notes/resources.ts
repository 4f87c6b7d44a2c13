import type { ListResourcesResult, ListResourceTemplatesResult, ReadResourceResult } from '@modelcontextprotocol/server'
import type { ToolCall } from '../tools/tool.ts'
import { keyOfUri, NOTE_TEMPLATE, noteUri } from './key.ts'
import { type Note, notesOf } from './notebook.ts'

const TYPE = 'text/plain'

/** The caller's notes as MCP resources. */
export async function noteResources(call: ToolCall): Promise<ListResourcesResult['resources']> {
  return (await notesOf(call)).map(({ key, content }) => ({
    uri: noteUri(key),
    name: key,
    mimeType: TYPE,
    size: Buffer.byteLength(content),
  }))
}

/** How the URI of any note is made. */
export const noteTemplates: ListResourceTemplatesResult['resourceTemplates'] = [
  { uriTemplate: NOTE_TEMPLATE, name: 'note', description: 'A note of yours, by its key.', mimeType: TYPE },
]

/** A note as a resource with its text. */
export function noteContents({ key, content }: Note): { uri: string; mimeType: string; text: string } {
  return { uri: noteUri(key), mimeType: TYPE, text: content }
}

/** The caller's note of this URI; undefined when there is none, be it nobody's or somebody else's. */
export async function readNoteResource(uri: string, call: ToolCall): Promise<ReadResourceResult | undefined> {
  const key = keyOfUri(uri)
  const note = (await notesOf(call)).find((candidate) => candidate.key === key)
  return note === undefined ? undefined : { contents: [{ ...noteContents(note), uri }] }
}
