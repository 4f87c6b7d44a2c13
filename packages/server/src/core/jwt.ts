import { isJsonObject, parseJson } from './json.ts'

/** A JWT taken apart, with nothing proven yet. */
export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** Compact serialization (RFC 7515 §7.1). An unsecured JWT has an empty signature (RFC 7519 §6.1). */
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/

/** The parts of a JWT; undefined for what is none. */
export function decodeJwt(token: string): Jwt | undefined {
  const [, first, second] = COMPACT.exec(token) ?? []
  const header = jsonOf(first)
  const claims = jsonOf(second)
  return isJsonObject(header) && isJsonObject(claims) ? { header, claims } : undefined
}

function jsonOf(part = ''): unknown {
  return parseJson(Buffer.from(part, 'base64url').toString())
}

/**
 * Why a JWT is not good at this time (RFC 7519 §4.1.4, §4.1.5, §4.1.6); undefined when it is. `exp` is required.
 * @param now seconds since the epoch
 * @param skew seconds by which the clock of whoever made it may differ
 */
export function timeProblem({ exp, nbf, iat }: Jwt['claims'], now: number, skew: number): string | undefined {
  if (typeof exp !== 'number') return 'exp must be there, as seconds since the epoch'
  if (exp + skew <= now) return 'exp must be in the future'
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf - skew <= now)) return 'nbf must not be in the future'
  if (iat !== undefined && !(typeof iat === 'number' && iat - skew <= now)) return 'iat must not be in the future'
  return undefined
}

/** Whether `audience` is the `aud` of a JWT or among them (RFC 7519 §4.1.3). */
export function isAudience(aud: unknown, audience: string): boolean {
  return aud === audience || (Array.isArray(aud) && aud.includes(audience))
}

/** Whether `typ` names this media type: without regard to case, and perhaps written whole (RFC 7515 §4.1.9). */
export function isType(typ: unknown, type: string): boolean {
  return typeof typ === 'string' && typ.toLowerCase().replace(/^application\//, '') === type
}
