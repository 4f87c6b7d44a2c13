import type { RequirementId } from '@mcp-auth/spec'
import type { Config } from '../../core/config.ts'
import type { Context } from '../../core/context.ts'
import { OAuthError } from '../../core/errors.ts'
import { type Confirmation, type Family, type RefreshToken, refreshTokens } from '../records.ts'
import { revokeFamily } from './family.ts'

/** A refresh token that was presented, and the live family it belongs to. */
export interface Presented {
  readonly token: string
  readonly record: RefreshToken
  readonly family: Family
  /** The key that its successor is bound to. */
  readonly cnf: Confirmation | undefined
}

/** What a refresh leaves the client with; without a refresh token the answer names none. */
export interface Renewal {
  readonly refreshToken?: string
}

/** What becomes of a refresh token that is used. Throws `invalid_grant`. */
type RefreshPolicy = (presented: Presented, ctx: Context) => Promise<Renewal>

/**
 * Every row of the setting `refreshPolicy`. RFC 6749 §6 leaves it to the server whether a refresh brings a new refresh token;
 * RFC 9700 §4.14.2 asks for rotation with reuse detection for public clients, which is the default.
 */
const policies: Readonly<Record<Config['refreshPolicy'], RefreshPolicy>> = {
  none: async () => {
    throw refused('no refresh token is given here, so none can be used')
  },
  static: async () => ({}),
  rotate: async (presented, ctx) => rotate(presented, ctx, refuseReplay),
  'rotate-with-grace': async (presented, ctx) => rotate(presented, ctx, repeatWithinGrace),
  'reuse-revokes-family': async (presented, ctx) => rotate(presented, ctx, revokeReplayed),
  'drop-on-refresh': async ({ token }, ctx) => {
    const { won } = await useUp(token, undefined, ctx)
    return won ? {} : refuseReplay()
  },
}

/** Uses a refresh token by the policy in force. Throws `invalid_grant`. */
export async function renew(presented: Presented, ctx: Context): Promise<Renewal> {
  return policies[ctx.config.refreshPolicy](presented, ctx)
}

/** Whether an authorization gives a refresh token at all. */
export function issuesRefreshTokens(config: Config): boolean {
  return config.refreshPolicy !== 'none'
}

/** A new refresh token of a family, bound to the key if there is one; undefined when the family has no time left. */
export async function mintRefreshToken(
  id: string,
  { clientId, refreshUntil }: Pick<Family, 'clientId' | 'refreshUntil'>,
  cnf: Confirmation | undefined,
  ctx: Context,
): Promise<string | undefined> {
  const lifetime = (refreshUntil - ctx.clock.now()) / 1000
  if (lifetime <= 0) return undefined
  const token = ctx.ids.secret()
  await refreshTokens(ctx).put(
    token,
    { family: id, clientId, used: false, ...(cnf !== undefined && { cnf }) },
    lifetime,
  )
  return token
}

/** What a used refresh token that comes again leads to. */
type OnReplay = (used: RefreshToken, ctx: Context) => Promise<Renewal>

/** The successor is stored before the old token is marked, so that whoever finds the mark finds the successor too. */
async function rotate({ token, record, family, cnf }: Presented, ctx: Context, onReplay: OnReplay): Promise<Renewal> {
  const successor = await mintRefreshToken(record.family, family, cnf, ctx)
  if (successor === undefined) throw expired()
  const { won, after } = await useUp(token, successor, ctx)
  if (won) return { refreshToken: successor }
  await refreshTokens(ctx).delete(successor)
  return onReplay(after, ctx)
}

/** Marks the token used, once; `won` tells the one who did it. */
async function useUp(
  token: string,
  successor: string | undefined,
  ctx: Context,
): Promise<{ won: boolean; after: RefreshToken }> {
  let won = false
  const usedAt = ctx.clock.now()
  const after = await refreshTokens(ctx).update(token, (current) => {
    won = !current.used
    return won ? { ...current, used: true, usedAt, ...(successor !== undefined && { successor }) } : current
  })
  if (after === undefined) throw expired()
  return { won, after }
}

async function refuseReplay(): Promise<never> {
  throw refused('refresh_token was already used', 'client-uses-rotated-refresh-token')
}

/** RFC 9700 §4.14.2: of the two who hold the token one is a thief, and nobody can tell which. */
async function revokeReplayed(used: RefreshToken, ctx: Context): Promise<never> {
  await revokeFamily(used.family, 'a refresh token of it was used twice', ctx)
  ctx.emit('token.replayed', { kind: 'refresh_token', clientId: used.clientId })
  throw refused(
    'refresh_token was already used: all tokens of its authorization are revoked',
    'client-uses-rotated-refresh-token',
  )
}

/**
 * For `refreshGrace` seconds the same successor again, for a client whose answer was lost or that refreshes twice at once: a
 * family never has two live refresh tokens. Only the newest used token is so forgiven: once its successor is used, it is a replay.
 */
async function repeatWithinGrace(used: RefreshToken, ctx: Context): Promise<Renewal> {
  const { successor, usedAt = 0 } = used
  const inTime = ctx.clock.now() < usedAt + ctx.config.refreshGrace * 1000
  const next = successor === undefined ? undefined : await refreshTokens(ctx).get(successor)
  if (!inTime || successor === undefined || next === undefined || next.used) return revokeReplayed(used, ctx)
  return { refreshToken: successor }
}

function expired(): OAuthError {
  return refused('refresh_token has expired')
}

function refused(description: string, requirement?: RequirementId): OAuthError {
  return new OAuthError('invalid_grant', description, {
    ...(requirement !== undefined && { requirement }),
    reference: { document: 'rfc9700', section: '4.14.2' },
  })
}
