import type { Reference } from '@mcp-auth/spec'
import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import type { Params } from '../../../core/form.ts'
import { decodeJwt, isAudience, type Jwt } from '../../../core/jwt.ts'
import { type Signer, signatureAlgorithms } from '../../../core/key-set.ts'
import { signatureProblem } from '../../../core/remote-keys.ts'
import { assertionTimeProblem, useUpAssertion } from '../../assertion.ts'
import type { Client } from '../../records.ts'
import { clientRefused } from '../refused.ts'
import type { Method } from './method.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** What both parameters of the method are asked for by. */
const parameters = { reference: { document: 'rfc7521', section: '4.2' } } as const

/** A JWT signed with a key that the client registered (RFC 7523 §2.2, §3; RFC 7521 §4.2). */
export const privateKeyJwt: Method = {
  name: 'private_key_jwt',
  confidential: true,
  algorithms: signatureAlgorithms,
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
  const problem = assertionTimeProblem(claims, ctx)
  if (problem !== undefined) throw refused(`client_assertion: ${problem}`)
  await requireSignature(token, { algorithm, kid: header['kid'] }, client, ctx)
  const singleUse = await requireUnused(claims, client, ctx)
  ctx.emit('assertion.accepted', { clientId: client.clientId, algorithm, audience, singleUse })
}

/** RFC 8725 §3.1: signed, and with a key that only the client has. */
function requiredAlgorithm(alg: unknown, { signingAlgorithm }: Client): string {
  const allowed = signingAlgorithm === undefined ? signatureAlgorithms : [signingAlgorithm]
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

async function requireSignature(token: string, signer: Signer, { jwks, jwksUri }: Client, ctx: Context): Promise<void> {
  const problem = await signatureProblem(token, signer, { owner: 'this client', jwks, jwksUri }, ctx)
  if (problem !== undefined) throw refused(`client_assertion: ${problem.says}`, problem.reason)
}

/**
 * Whether the assertion has a `jti`, which is optional; throws when that was used before (RFC 7523 §3, 7.), by this client:
 * others may choose the same.
 */
async function requireUnused({ jti, exp }: Jwt['claims'], { clientId }: Client, ctx: Context): Promise<boolean> {
  if (jti === undefined) return false
  if (typeof jti !== 'string') throw refused('client_assertion: jti must be a string')
  if (await useUpAssertion('client', clientId, { jti, exp: Number(exp) }, ctx)) return true
  throw refused('client_assertion: jti was used before: each request needs an assertion of its own', `jti ${jti}`)
}

function refused(
  description: string,
  reason?: string,
  reference: Reference = { document: 'rfc7523', section: '3' },
): OAuthError {
  return clientRefused(description, { ...reference, requirement: 'server-verifies-client-assertions' }, reason)
}
