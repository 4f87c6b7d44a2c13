import { errorCodes, type OAuthErrorCode } from '@mcp-auth/spec'
import { noncesOn, type ProofServer } from '../core/dpop-nonce.ts'
import { OAuthError } from '../core/errors.ts'
import { errorBody } from '../core/refusal.ts'
import type { Examples } from './fields.ts'
import { type Json, ref, type Told } from './shape.ts'

/** Kept out of every cache. */
export const NEVER_STORED: Readonly<Record<string, Json>> = { 'Cache-Control': ref('headers/NoStore') }

/** An answer of JSON. */
export function jsonAnswer(
  description: string,
  schema: Json,
  { headers, examples }: { headers?: Readonly<Record<string, Json>>; examples?: Examples } = {},
): Json {
  return {
    description,
    ...(headers !== undefined && { headers }),
    content: { 'application/json': { schema, ...(examples !== undefined && { examples }) } },
  }
}

/** A page for people. */
export function page(description: string, headers: Readonly<Record<string, Json>> = NEVER_STORED): Json {
  return { description, headers, content: { 'text/html': { schema: { type: 'string' } } } }
}

/** An answer without body. */
export function empty(description: string, headers: Readonly<Record<string, Json>> = {}): Json {
  return { description, ...(Object.keys(headers).length > 0 && { headers }) }
}

/** A refusal in OAuth's words: its code, when that is said, and its status where it is not that of the code. */
export type Case = readonly [code: OAuthErrorCode, when: string, status?: number]

/** The responses that refuse, by status (RFC 6749 §5.2): JSON, or a page where a person looks. */
export function refusals(told: Told, cases: readonly Case[]): Readonly<Record<string, Json>> {
  const { route, served } = told
  const onPage = served.refusedOnPage(route.path) !== undefined
  const byStatus = grouped(cases, ([code, , status]) => String(status ?? errorCodes[code].status))
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      onPage ? refusedPage(group, told) : refusedJson(status, group, told),
    ]),
  )
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function refusedPage(cases: readonly Case[], { route }: Told): Json {
  const said = cases.map(([code, when]) => `\`${code}\`: ${when}`).join('; ')
  const refusal = page(`A page that says what is wrong. ${said}`)
  // What can be begun again there, is: in a browser that is known from then on.
  return route.endpoint.startsWith('device-') ? withHeader('Set-Cookie', ref('headers/SetCookie'), refusal) : refusal
}

function refusedJson(status: string, cases: readonly Case[], told: Told): Json {
  const codes = [...new Set(cases.map(([code]) => code))]
  const schema = { allOf: [ref('schemas/OAuthError'), { properties: { error: { enum: codes } } }] }
  const headers = {
    ...NEVER_STORED,
    ...(status === '401' && { 'WWW-Authenticate': ref('headers/Challenge') }),
    ...(status === '503' && { 'Retry-After': ref('headers/RetryAfter') }),
    ...(codes.includes('use_dpop_nonce') &&
      nonce(told.route.endpoint === 'mcp' ? 'resource' : 'authorization-server', told)),
  }
  const examples = Object.fromEntries(
    cases.map(([code, when]) => [
      code,
      { summary: errorCodes[code].meaning, value: errorBody(new OAuthError(code, when)) },
    ]),
  )
  return jsonAnswer(codes.map((code) => `\`${code}\``).join(', '), schema, { headers, examples })
}

/** Refusals with a challenge, of those who present a token: none was presented, or it is not good (RFC 6750 §3). */
export function challenges(
  told: Told,
  cases: readonly Case[],
  challenge: Json = ref('headers/BearerChallenge'),
): Readonly<Record<string, Json>> {
  const given = refusals(told, cases)
  return {
    ...given,
    401: withHeader(
      'WWW-Authenticate',
      challenge,
      either(refused('`unauthorized`: no token was presented.'), given['401']),
    ),
  }
}

/** The same response with one more header, or another one of that name. */
export function withHeader(name: string, header: Json, response: Json): Json {
  const { headers } = response as { readonly headers?: Json }
  return { ...response, headers: { ...headers, [name]: header } }
}

/** A refusal below OAuth, as JSON. */
export function refused(description: string, headers: Readonly<Record<string, Json>> = {}): Json {
  return jsonAnswer(description, ref('schemas/Refusal'), { headers: { ...NEVER_STORED, ...headers } })
}

/** `DPoP-Nonce`, where that server asks for nonces (RFC 9449 §8). */
export function nonce(server: ProofServer, { ctx }: Told): Readonly<Record<string, Json>> {
  return noncesOn(server, ctx) ? { 'DPoP-Nonce': ref('headers/DPoPNonce') } : {}
}

interface Response {
  readonly description: string
  readonly headers?: Json
  readonly content?: Readonly<Record<string, { readonly schema: Json; readonly examples?: Json }>>
}

/** One status that is answered in more than one way. */
export function either(...alternatives: readonly (Json | undefined)[]): Json {
  const given = alternatives.filter((one) => one !== undefined) as unknown as readonly Response[]
  const headers = Object.assign({}, ...given.map((one) => one.headers))
  const parts = grouped(
    given.flatMap((one) => Object.entries(one.content ?? {})),
    ([type]) => type,
  )
  const content = Object.fromEntries([...parts].map(([type, entries]) => [type, anyOf(entries.map(([, one]) => one))]))
  return {
    description: given.map((one) => one.description).join(' Or: '),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(parts.size > 0 && { content }),
  }
}

function anyOf(media: readonly { readonly schema: Json; readonly examples?: Json }[]): Json {
  const schemas = new Map(media.map(({ schema }) => [JSON.stringify(schema), schema]))
  const examples = Object.assign({}, ...media.map((one) => one.examples))
  const [only] = schemas.size === 1 ? schemas.values() : []
  return {
    schema: only ?? { anyOf: [...schemas.values()] },
    ...(Object.keys(examples).length > 0 && { examples }),
  }
}
