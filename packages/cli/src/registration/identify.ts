import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import { CliError, usageError } from '../errors.ts'
import { text, texts } from '../http/json.ts'
import type { Client } from '../oauth/client.ts'
import { readPrivateKey } from '../oauth/signing.ts'
import { plain } from '../terminal/plain.ts'
import { registerClient, type WantedClient } from './dynamic.ts'

/** The methods that show a secret (RFC 7591 §2). */
export const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'] as const

/** One of them. */
export type SecretMethod = (typeof SECRET_METHODS)[number]

/** What the user gave as this client's identity. */
export interface ClientChoices {
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  /** PEM or JWK, for `private_key_jwt`. */
  readonly privateKey: string | undefined
  readonly signingAlgorithm: string | undefined
  readonly assertionAudience: string | undefined
  /** How its secret is shown. */
  readonly authMethod: SecretMethod | undefined
  readonly clientMetadataUrl: string | undefined
  /** Register anew even if a client is saved. */
  readonly register: boolean
}

/**
 * Decides as which client to log in: the configured one, the metadata document where the server supports that,
 * the saved one of this issuer, a new registration; in that order (C-REG-02).
 */
export async function identifyClient(
  context: Context,
  server: AuthorizationServer,
  choices: ClientChoices,
  saved: Client | undefined,
  wanted: WantedClient,
): Promise<Client> {
  const given = await configuredClient(server, choices)
  if (given !== undefined) return given
  if (choices.clientMetadataUrl !== undefined && !choices.register) {
    checkClientMetadataUrl(choices.clientMetadataUrl)
    if (server.clientIdMetadataDocumentSupported) {
      return { clientId: choices.clientMetadataUrl, authenticationMethod: 'none', source: 'metadata-document' }
    }
    context.notice(`${plain(server.issuer)} does not take client metadata documents; trying other ways.`)
  }
  if (saved !== undefined && !choices.register && isUsable(context, saved, wanted)) return saved
  if (server.registrationEndpoint !== undefined) {
    const client = await registerClient(context, server, server.registrationEndpoint, wanted)
    context.say(`Registered as client ${plain(client.clientId)}.`)
    return client
  }
  throw new CliError('failed', `${plain(server.issuer)} does not register clients, and none was given.`, {
    url: server.issuer,
    hint: `Give one with --client-id (and --client-secret @FILE)${server.clientIdMetadataDocumentSupported ? ', or with --client-metadata-url' : ''}.`,
  })
}

/** A saved client can be used if its secret has not expired and it was registered for what is wanted now. */
function isUsable(context: Context, client: Client, { redirectUri, grantTypes, scope }: WantedClient): boolean {
  if (client.secretExpiresAt !== undefined && client.secretExpiresAt * 1000 <= context.env.now()) return false
  if (client.source !== 'registered') return true
  const registered = texts(client.registration ?? {}, 'grant_types') ?? ['authorization_code']
  if (!grantTypes.slice(0, 1).every((grant) => registered.includes(grant))) return false
  // Some servers grant only what was registered, so a wider scope needs a new registration (RFC 7591 §2 `scope`).
  const allowed = text(client.registration ?? {}, 'scope')?.split(' ')
  if (allowed !== undefined && scope?.split(' ').some((wanted) => !allowed.includes(wanted)) === true) return false
  return redirectUri === undefined || client.redirectUri === redirectUri
}

/** The client that the user named, if they named one: with a key, a secret, or neither. */
export async function configuredClient(
  server: AuthorizationServer,
  { clientId, clientSecret, privateKey, signingAlgorithm, assertionAudience, authMethod }: ClientChoices,
): Promise<Client | undefined> {
  if (clientId === undefined) return undefined
  const { tokenEndpointAuthMethodsSupported: listed, tokenEndpointAuthSigningAlgValuesSupported: algorithms } = server
  if (privateKey !== undefined) {
    return {
      clientId,
      privateKey: await readPrivateKey(privateKey, signingAlgorithm, algorithms),
      ...(assertionAudience === undefined ? {} : { assertionAudience }),
      authenticationMethod: 'private_key_jwt',
      source: 'configured',
    }
  }
  if (clientSecret === undefined) return { clientId, authenticationMethod: 'none', source: 'configured' }
  const post = listed?.includes('client_secret_post') === true && !listed.includes('client_secret_basic')
  return {
    clientId,
    clientSecret,
    authenticationMethod: authMethod ?? (post ? 'client_secret_post' : 'client_secret_basic'),
    source: 'configured',
  }
}

/** CIMD §3: https, with a path, without fragment, user information or dot segments. */
function checkClientMetadataUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const fine =
    parsed?.protocol === 'https:' &&
    parsed.pathname !== '/' &&
    !url.includes('#') &&
    parsed.username === '' &&
    parsed.password === '' &&
    !/\/\.{1,2}(?:\/|\?|$)/.test(url)
  if (!fine)
    throw usageError('--client-metadata-url must be an https URL with a path and without fragment or dot segments.')
}
