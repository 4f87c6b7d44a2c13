import { Collection } from '../core/collection.ts'
import type { Context } from '../core/context.ts'
import { HttpError } from '../core/errors.ts'
import { takePlace } from '../core/quota.ts'
import type { Caller } from './caller.ts'
import type { McpResource } from './resources/resource.ts'

/** The header that names a session (MCP transports, Session Management; 2025-03-26 to 2025-11-25). */
export const SESSION_HEADER = 'mcp-session-id'

/** One session of the lifecycle that begins with a handshake. */
export interface Session {
  /** 43 characters that nobody can guess; naming it is no authentication (MCP security best practices, Session Hijacking). */
  readonly id: string
  /** Whether the request at hand begins it. */
  readonly begins: boolean
}

interface SessionRecord {
  readonly resource: string
  /** Who may use it; undefined: whoever presents a token with it first. */
  readonly owner?: string
}

const sessions = (ctx: Context): Collection<SessionRecord> => new Collection('sessions', ctx.store, ctx.clock)

/** A session for a request that begins one; nobody can use it before {@link openSession}. */
export function newSession(ctx: Context): Session {
  return { id: ctx.ids.secret(), begins: true }
}

/** Keeps a session that the handshake has begun, for its caller and its endpoint. Throws `temporarily_unavailable`. */
export async function openSession({ id }: Session, caller: Caller, resource: McpResource, ctx: Context): Promise<void> {
  const { sessionLimit: limit, sessionLifetime: lifetime } = ctx.config
  await takePlace({ kind: 'sessions', limit, lifetime }, ctx)
  const owner = ownerOf(caller)
  await sessions(ctx).put(id, { resource: resource.path, ...(owner !== undefined && { owner }) }, lifetime)
}

/**
 * The session a request names; undefined when it names none. One that has ended, was never there, or is somebody else's:
 * {@link HttpError} 404, never 401, because the token is good and a new login would change nothing.
 */
export async function namedSession(
  request: Request,
  caller: Caller,
  resource: McpResource,
  ctx: Context,
): Promise<Session | undefined> {
  const id = request.headers.get(SESSION_HEADER)
  if (id === null) return undefined
  const owner = ownerOf(caller)
  const record = await sessions(ctx).get(id)
  if (record === undefined || record.resource !== resource.path) throw noSession()
  if (record.owner === undefined && owner !== undefined) await adopt(id, owner, ctx)
  else if (record.owner !== owner) throw noSession()
  return { id, begins: false }
}

/** Ends a session: whoever names it afterwards hears 404. */
export async function endSession({ id }: Session, ctx: Context): Promise<void> {
  await sessions(ctx).delete(id)
}

/** A handshake may come before the login, where methods are open; the session then becomes that of who logs in. */
async function adopt(id: string, owner: string, ctx: Context): Promise<void> {
  const after = await sessions(ctx).update(id, (record) => (record.owner === undefined ? { ...record, owner } : record))
  if (after?.owner !== owner) throw noSession()
}

/** Subject and client, whichever of their tokens it is: a refresh must not end a session. */
export function ownerOf({ subject, clientId, issuer, anonymous }: Caller): string | undefined {
  return anonymous === true ? undefined : JSON.stringify([issuer, subject, clientId])
}

/** What whoever names a session hears that is not there, or not theirs. */
export function noSession(): HttpError {
  const message = 'Mcp-Session-Id names no session of yours at this endpoint: begin a new one with initialize'
  return new HttpError(404, 'session_not_found', message)
}
