import { isJsonObject } from '../../core/json.ts'
import { isMadeBy, type Step } from '../step.ts'

/** One authorization request, and what became of it. */
export interface Authorization {
  /** The request at the authorization endpoint. */
  readonly step: Step
  /** The push it refers to (RFC 9126). */
  readonly pushed: Step | undefined
  /** Its parameters; those that were pushed, if they were. A repeated one has all its values. */
  readonly params: URLSearchParams
  readonly clientId: string | undefined
  /** The answer that sent the browser back to the client. */
  readonly answer: { readonly step: Step; readonly location: URL } | undefined
  readonly code: string | undefined
  readonly error: string | undefined
}

/** The authorization requests; `later` are the exchanges that can answer one. */
export function authorizations(
  requests: readonly Step[],
  pushes: readonly Step[],
  later: readonly Step[],
): readonly Authorization[] {
  return requests.map((step) => {
    const { query } = step.reading
    const requestUri = query.get('request_uri')
    const pushed = requestUri === null ? undefined : pushes.find((push) => pushedUri(push) === requestUri)
    const params = pushed?.reading.form ?? query
    const answer = answerOf(step, params, later)
    return {
      step,
      pushed,
      params,
      clientId: params.get('client_id') ?? query.get('client_id') ?? undefined,
      answer,
      code: answer?.location.searchParams.get('code') ?? undefined,
      error: answer?.location.searchParams.get('error') ?? undefined,
    }
  })
}

function pushedUri({ reading: { received } }: Step): unknown {
  return isJsonObject(received) ? received['request_uri'] : undefined
}

/** The redirect to the client: at once, or after the pages in between; by its `state`, else the next one to the same place. */
function answerOf(step: Step, params: URLSearchParams, later: readonly Step[]): Authorization['answer'] {
  const state = params.get('state')
  const target = params.get('redirect_uri')
  for (const candidate of [step, ...later.filter(({ index }) => index > step.index)]) {
    const { location } = candidate.reading
    if (location === undefined) continue
    // The way to the identity provider is not the answer yet.
    if (location.origin === candidate.exchange.origin && location.pathname.startsWith('/idp/')) continue
    const to = location.origin + location.pathname
    if (target !== null && (!URL.canParse(target) || new URL(target).origin + new URL(target).pathname !== to)) continue
    if (
      candidate !== step &&
      state !== null &&
      location.searchParams.get('state') !== state &&
      !isMadeBy('wrong-state', candidate)
    )
      continue
    return { step: candidate, location }
  }
  return undefined
}
