import type { Body, Exchange } from '../core/exchange.ts'

/** How much of a body is kept, in characters. */
export const BODY_KEPT = 64 * 1024

/** The beginning of a text, as a body. */
export function kept(text: string): Body {
  return { text: text.slice(0, BODY_KEPT), partial: text.length > BODY_KEPT }
}

/** How many characters of bodies an exchange holds. */
export function charactersOf({ request, response }: Exchange): number {
  return (request.body?.text.length ?? 0) + (response.body?.text.length ?? 0)
}
