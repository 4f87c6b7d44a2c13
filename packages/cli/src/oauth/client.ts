import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { JsonObject } from '../http/json.ts'
import type { ClientAuthenticationMethod } from './method.ts'
import { secret } from './pkce.ts'
import { type SigningKey, signJwt } from './signing.ts'

/** What this client is to one authorization server, and to no other. */
export interface Client {
  readonly clientId: string
  readonly clientSecret?: string
  /** For `private_key_jwt`. */
  readonly privateKey?: SigningKey
  /** Whom assertions are for, where that is not the issuer. */
  readonly assertionAudience?: string
  readonly authenticationMethod: ClientAuthenticationMethod
  /** Given by the user, a metadata document (CIMD), or dynamic registration. */
  readonly source: 'configured' | 'metadata-document' | 'registered'
  /** The redirect URI it was registered with, for `registered` ones. */
  readonly redirectUri?: string
  /** When the secret expires, in seconds since the epoch; RFC 7591 §3.2.1. */
  readonly secretExpiresAt?: number
  /** The registration answer as it came. */
  readonly registration?: JsonObject
}

/** How a client shows itself at the token endpoint: a header, or parameters, never both (RFC 6749 §2.3). */
export interface ClientAuthentication {
  readonly headers: Readonly<Record<string, string>>
  readonly parameters: readonly [string, string][]
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Seconds. An assertion is made for one request. */
const ASSERTION_LIFETIME = 60

/** Authenticates a client at an issuer; Basic credentials are form-encoded before base64 (RFC 6749 §2.3.1). */
export async function authenticate(
  context: Context,
  client: Client | undefined,
  issuer: string,
): Promise<ClientAuthentication> {
  if (client === undefined) return { headers: {}, parameters: [] }
  const { clientId, authenticationMethod: method } = client
  if (method === 'none') return { headers: {}, parameters: [['client_id', clientId]] }
  if (method === 'private_key_jwt') {
    const assertion = await clientAssertion(context, client, issuer)
    const parameters: readonly [string, string][] = [
      ['client_id', clientId],
      ['client_assertion_type', ASSERTION_TYPE],
      ['client_assertion', assertion],
    ]
    return { headers: {}, parameters }
  }
  const { clientSecret } = client
  if (clientSecret === undefined) throw without(client, 'secret')
  if (method === 'client_secret_post') {
    return {
      headers: {},
      parameters: [
        ['client_id', clientId],
        ['client_secret', clientSecret],
      ],
    }
  }
  const credentials = Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`, 'utf8').toString('base64')
  return { headers: { authorization: `Basic ${credentials}` }, parameters: [] }
}

/** A JWT that proves the client's key, for this issuer alone (RFC 7523 §2.2, §3). */
async function clientAssertion({ env }: Context, client: Client, issuer: string): Promise<string> {
  const { clientId, privateKey, assertionAudience } = client
  if (privateKey === undefined) throw without(client, 'private key')
  const now = Math.floor(env.now() / 1000)
  const kid = privateKey.privateKey['kid']
  return signJwt(privateKey, kid === undefined ? { typ: 'JWT' } : { typ: 'JWT', kid }, {
    iss: clientId,
    sub: clientId,
    aud: assertionAudience ?? issuer,
    jti: secret(env, 16),
    iat: now,
    exp: now + ASSERTION_LIFETIME,
  })
}

function without({ clientId, authenticationMethod }: Client, what: string): CliError {
  return new CliError('failed', `The client ${clientId} is registered for ${authenticationMethod} but has no ${what}.`)
}

function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1)
}
