import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { json, textResponse } from './http.ts'

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
  // One for each issuer and configuration: contexts come and go with the exchanges.
  const made = new WeakMap<Config, Map<string, { readonly document: T; readonly text: string }>>()
  const entryOf = (ctx: Context): { readonly document: T; readonly text: string } => {
    const byIssuer = made.get(ctx.config) ?? new Map()
    const known = byIssuer.get(ctx.issuer)
    if (known !== undefined) return known
    const document = make(ctx)
    const entry = { document, text: JSON.stringify(document) }
    made.set(ctx.config, byIssuer.set(ctx.issuer, entry))
    return entry
  }
  return {
    of: (ctx) => entryOf(ctx).document,
    answer(document, ctx) {
      const entry = entryOf(ctx)
      if (document !== entry.document) return json(document, { headers: HEADERS })
      return textResponse(entry.text, { status: 200, headers: HEADERS })
    },
  }
}
