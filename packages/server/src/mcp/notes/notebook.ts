import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { tryPlace } from '../../core/quota.ts'
import { type ToolCall, ToolError } from '../tools/tool.ts'

/** One note. */
export interface Note {
  readonly key: string
  readonly content: string
}

/** All notes of one subject at one endpoint: a record of its own, so that counting them and changing them is one atomic step. */
interface Notebook {
  readonly notes: readonly Note[]
}

const notebooks = (ctx: Context): Collection<Notebook> => new Collection('notebooks', ctx.store, ctx.clock)

/** The caller's own notes, in the order of their keys' first writing; who presents no token has none. */
export async function notesOf({ caller, resource, ctx }: ToolCall): Promise<readonly Note[]> {
  if (caller.anonymous === true) return []
  return (await notebooks(ctx).get(notebookId({ caller, resource })))?.notes ?? []
}

/** Keeps a note under its key. Throws {@link ToolError} for who presents no token, and when there is no room. */
export async function writeNote(key: string, content: string, { caller, resource, ctx }: ToolCall): Promise<void> {
  if (caller.anonymous === true) throw new ToolError('notes belong to whom a token speaks for: present an access token')
  const id = notebookId({ caller, resource })
  const { notesPerSubject: limit, notebookLifetime: lifetime } = ctx.config
  const books = notebooks(ctx)
  if ((await books.get(id)) === undefined) {
    await takeNotebookPlace(ctx)
    await books.claim(id, { notes: [] }, lifetime)
  }
  const written = await books.update(id, ({ notes }) => {
    const at = notes.findIndex((note) => note.key === key)
    if (at >= 0) return { notes: notes.with(at, { key, content }) }
    if (notes.length >= limit) throw new ToolError(`there are ${limit} notes of yours here already: delete one first`)
    return { notes: [...notes, { key, content }] }
  })
  if (written === undefined) throw new ToolError('the notes have come to their end just now: write again')
}

/** Forgets a note of the caller; resolves to whether there was one. */
export async function deleteNote(key: string, { caller, resource, ctx }: ToolCall): Promise<boolean> {
  if (caller.anonymous === true) return false
  let deleted = false
  await notebooks(ctx).update(notebookId({ caller, resource }), (book) => {
    deleted = book.notes.some((note) => note.key === key)
    return deleted ? { notes: book.notes.filter((note) => note.key !== key) } : book
  })
  return deleted
}

/** A subject is one of its issuer. Subjects share nothing, and neither do endpoints (bug 30 of the original). */
function notebookId({ caller: { issuer, subject }, resource }: Pick<ToolCall, 'caller' | 'resource'>): string {
  return JSON.stringify([resource.path, issuer, subject])
}

/** A notebook that was emptied keeps its place, so that writing and deleting in turn uses up no room. */
async function takeNotebookPlace(ctx: Context): Promise<void> {
  const { notebookLimit: limit, notebookLifetime: lifetime } = ctx.config
  const wait = await tryPlace({ kind: 'notebooks', limit, lifetime }, ctx)
  if (wait !== undefined) throw new ToolError(`too many subjects keep notes here: try again in ${wait} seconds`)
}
