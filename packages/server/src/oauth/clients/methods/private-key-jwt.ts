import { createHash } from 'node:crypto'
import type { Reference } from '@mcp-auth/spec'
import { epochSeconds } from '../../../core/clock.ts'
import { Collection } from '../../../core/collection.ts'
import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import type { Params } from '../../../core/form.ts'
import { decodeJwt, isAudience, type Jwt, timeProblem } from '../../jwt.ts'
import type { Client } from '../../records.ts'
import { assertionAlgorithms } from '../client-keys.ts'
import { clientRefused } from '../refused.ts'
import { verifiedByClient } from '../verification-keys.ts'
import type { Method } from './method.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** What both parameters of the method are asked for by. */
const parameters = { reference: { document: 'rfc7521', section: '4.2' } } as const

/** For how many seconds ahead an assertion may be good: RFC 7523 §3 lets us refuse one that is good for unreasonably long. */
const LONGEST_LIFETIME = 3600

/** Seconds by which the clock of a client may differ. */
const SKEW = 30

/** A `jti` that was used; kept until its assertion would be too old anyway. */
interface UsedAssertion {
  readonly clientId: string
}

const usedAssertions = (ctx: Context): Collection<UsedAssertion> =>
  new Collection('used-assertions', ctx.store, ctx.clock)

/** A JWT signed with a key that the client registered (RFC 7523 §2.2, §3; RFC 7521 §4.2). */
export const privateKeyJwt: Method = {
  name: 'private_key_jwt',
  confidential: true,
  algorithms: assertionAlgorithms,
  present(_headers, params) {
    const type = params.get('client_assertion_type')
    const assertion = params.get('client_assertion')
    if (type === undefined && assertion === undefined) return undefined
    if (params.require('client_assertion_type', parameters) !== ASSERTION_TYPE) {
      throw refused(`client_assertion_type must be ${ASSERTION_TYPE}`, type, { document: 'rfc7523', section: '2.2' })
    }
    const token = params.require('client_assertion', parameters)
    const jwt = decodeJwt(token)
    if (jwt === undefined) throw refused('client_assertion must be a signed JWT')
    const clientId = claimedClient(jwt, params)
    return { clientId, prove: (client, ctx) => proveAssertion(token, jwt, client, ctx) }
  },
}

/** RFC 7523 §3: both `iss` and `sub` are the client. RFC 7521 §4.2: a client_id beside them must agree. */
function claimedClient({ claims: { iss, sub } }: Jwt, params: Params): string {
  if (typeof sub !== 'string') throw refused('client_assertion: sub must be the client_id')
  if (iss !== sub) throw refused('client_assertion: iss must be the client_id, like sub', `iss ${JSON.stringify(iss)}`)
  const named = params.get('client_id')
  if (named !== undefined && named !== sub) {
    throw new OAuthError('invalid_request', 'client_id must be the sub of client_assertion, or left out', {
      requirement: 'server-verifies-client-assertions',
      reference: { document: 'rfc7521', section: '4.2' },
    })
  }
  return sub
}

/** The ways an assertion may name this server. */
const audiences = ['issuer', 'token_endpoint', 'pushed_authorization_request_endpoint'] as const

type AssertionAudience = (typeof audiences)[number]

async function proveAssertion(token: string, { header, claims }: Jwt, client: Client, ctx: Context): Promise<void> {
  const algorithm = requiredAlgorithm(header['alg'], client)
  const audience = namedAudience(claims['aud'], ctx)
  const problem = timeProblem(claims, epochSeconds(ctx.clock), SKEW)
  if (problem !== undefined) throw refused(`client_assertion: ${problem}`)
  const left = Number(claims['exp']) - epochSeconds(ctx.clock)
  if (left > LONGEST_LIFETIME + SKEW) {
    throw refused(`client_assertion: exp must be at most ${LONGEST_LIFETIME} seconds ahead`, `${left} seconds ahead`)
  }
  await verifiedByClient(token, { algorithm, kid: header['kid'] }, client, ctx)
  const singleUse = await useUp(claims['jti'], left + SKEW, client, ctx)
  ctx.emit('assertion.accepted', { clientId: client.clientId, algorithm, audience, singleUse })
}

/** RFC 8725 §3.1: signed, and with a key that only the client has. */
function requiredAlgorithm(alg: unknown, { signingAlgorithm }: Client): string {
  const allowed = signingAlgorithm === undefined ? assertionAlgorithms : [signingAlgorithm]
  const known = allowed.find((name) => name === alg)
  if (known !== undefined) return known
  const said = signingAlgorithm === undefined ? `one of ${allowed.join(', ')}` : `${allowed}, as registered`
  throw refused(`client_assertion: alg must be ${said}`, `alg ${JSON.stringify(alg)}`)
}

/**
 * RFC 7523 §3 leaves the value open and names the token endpoint; its successor and the MCP suite want the issuer; RFC 9126 §2
 * adds the endpoint for pushed requests. All are taken.
 */
function namedAudience(aud: unknown, ctx: Context): AssertionAudience {
  const ours: Readonly<Record<AssertionAudience, string>> = {
    issuer: ctx.issuer,
    token_endpoint: `${ctx.issuer}/oauth/token`,
    pushed_authorization_request_endpoint: `${ctx.issuer}/oauth/par`,
  }
  const named = audiences.find((name) => isAudience(aud, ours[name]))
  if (named !== undefined) return named
  throw refused(
    `client_assertion: aud must be ${ctx.issuer} or ${ctx.issuer}/oauth/token`,
    `aud ${JSON.stringify(aud)}`,
  )
}

/**
 * Whether the assertion has a `jti`, which is optional; throws when that was used before (RFC 7523 §3, 7.), by this client:
 * others may choose the same. Kept by its digest, because it can be long.
 */
async function useUp(jti: unknown, lifetime: number, { clientId }: Client, ctx: Context): Promise<boolean> {
  if (jti === undefined) return false
  if (typeof jti !== 'string') throw refused('client_assertion: jti must be a string')
  const id = createHash('sha256')
    .update(JSON.stringify([clientId, jti]))
    .digest('base64url')
  if (await usedAssertions(ctx).add(id, { clientId }, lifetime)) return true
  throw refused('client_assertion: jti was used before: each request needs an assertion of its own', `jti ${jti}`)
}

function refused(
  description: string,
  reason?: string,
  reference: Reference = { document: 'rfc7523', section: '3' },
): OAuthError {
  return clientRefused(description, { ...reference, requirement: 'server-verifies-client-assertions' }, reason)
}
