import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { takePlace } from '../../core/quota.ts'
import type { Caller } from '../caller.ts'
import { ownerOf } from '../session.ts'

/** For how long a person has time to finish, in seconds. */
const LIFETIME = 600

/** Something that a person does in a browser, outside the client (MCP elicitation, URL Mode). */
export interface UrlElicitation {
  /** Who may ask about it: naming it gives no right to. */
  readonly owner?: string
  /** Who began it, and alone may finish it. */
  readonly subject: string
  readonly finished: boolean
}

const elicitations = (ctx: Context): Collection<UrlElicitation> =>
  new Collection('url-elicitations', ctx.store, ctx.clock)

/** Begins one for a caller, and resolves to its handle. Throws `temporarily_unavailable`. */
export async function beginElicitation(caller: Caller, ctx: Context): Promise<string> {
  await takePlace({ kind: 'URL elicitations', limit: ctx.config.pendingLimit, lifetime: LIFETIME }, ctx)
  const handle = ctx.ids.secret()
  const owner = ownerOf(caller)
  const begun = { subject: caller.subject, finished: false, ...(owner !== undefined && { owner }) }
  await elicitations(ctx).put(handle, begun, LIFETIME)
  return handle
}

/** One that this caller has begun; undefined for anybody else's (MCP security best practices, State Handle Hijacking). */
export async function ownElicitation(
  handle: string,
  caller: Caller,
  ctx: Context,
): Promise<UrlElicitation | undefined> {
  const known = await elicitations(ctx).get(handle)
  return known?.owner === ownerOf(caller) ? known : undefined
}

/** One that a person has opened the page of. Throws `invalid_request` when there is none. */
export async function openedElicitation(handle: string, ctx: Context): Promise<UrlElicitation> {
  return requireKnown(await elicitations(ctx).get(handle))
}

/**
 * Finishes one for a person. Throws `access_denied` unless it is who began it: the link may have been sent to somebody else
 * (MCP elicitation, Phishing).
 */
export async function finishElicitation(handle: string, subject: string, ctx: Context): Promise<void> {
  const after = await elicitations(ctx).update(handle, (current) => {
    if (current.subject !== subject) throw new OAuthError('access_denied', 'only who began this may finish it', REFUSED)
    return { ...current, finished: true }
  })
  requireKnown(after)
}

/** What a refusal here rests on. */
export const REFUSED = { requirement: 'resource-separates-elicitation' } as const

function requireKnown(elicitation: UrlElicitation | undefined): UrlElicitation {
  if (elicitation !== undefined) return elicitation
  throw new OAuthError(
    'invalid_request',
    'id names nothing to finish here, or its time has passed: call the tool again',
    REFUSED,
  )
}
