import type { Context } from './context.ts'
import { json } from './http.ts'

/** A JSON document that depends on nothing but the context: made and written out once for each. */
export interface Document<T extends object> {
  /** The document itself; the same object every time. */
  of(ctx: Context): T
  /** The answer that carries `document`, which is that object or what a fault made of it. */
  answer(document: T, ctx: Context): Response
}

/** Said to everybody, so that a cache may hand the answer to whoever asks next (Fetch §3.2.5). */
const HEADERS = { 'content-type': 'application/json', 'access-control-allow-origin': '*' } as const

/** A document made by `make`, which must not look at anything that changes. */
export function documentOf<T extends object>(make: (ctx: Context) => T): Document<T> {
  const made = new WeakMap<Context, { readonly document: T; readonly text: string }>()
  const entryOf = (ctx: Context): { readonly document: T; readonly text: string } => {
    const known = made.get(ctx)
    if (known !== undefined) return known
    const document = make(ctx)
    const entry = { document, text: JSON.stringify(document) }
    made.set(ctx, entry)
    return entry
  }
  return {
    of: (ctx) => entryOf(ctx).document,
    answer(document, ctx) {
      const entry = entryOf(ctx)
      if (document !== entry.document) return json(document, { headers: HEADERS })
      return new Response(entry.text, { headers: HEADERS })
    },
  }
}
