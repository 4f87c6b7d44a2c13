import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import { CliError, usageError } from '../errors.ts'
import type { Client } from '../oauth/client.ts'
import { plain } from '../terminal/plain.ts'
import { registerClient } from './dynamic.ts'

/** What the user gave as this client's identity. */
export interface ClientChoices {
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
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
  redirectUri: string,
  scope: string | undefined,
): Promise<Client> {
  if (choices.clientId !== undefined) return configured(server, choices.clientId, choices.clientSecret)
  if (choices.clientMetadataUrl !== undefined && !choices.register) {
    checkClientMetadataUrl(choices.clientMetadataUrl)
    if (server.clientIdMetadataDocumentSupported) {
      return { clientId: choices.clientMetadataUrl, authenticationMethod: 'none', source: 'metadata-document' }
    }
    context.notice(`${plain(server.issuer)} does not take client metadata documents; trying other ways.`)
  }
  if (saved !== undefined && !choices.register && isUsable(context, saved, redirectUri)) return saved
  if (server.registrationEndpoint !== undefined) {
    const client = await registerClient(context, server, server.registrationEndpoint, redirectUri, scope)
    context.say(`Registered as client ${plain(client.clientId)}.`)
    return client
  }
  throw new CliError('failed', `${plain(server.issuer)} does not register clients, and none was given.`, {
    url: server.issuer,
    hint: `Give one with --client-id (and --client-secret @FILE)${server.clientIdMetadataDocumentSupported ? ', or with --client-metadata-url' : ''}.`,
  })
}

/** A saved client can be used if its secret has not expired and it was not registered for another redirect URI. */
export function isUsable(context: Context, client: Client, redirectUri: string): boolean {
  if (client.secretExpiresAt !== undefined && client.secretExpiresAt * 1000 <= context.env.now()) return false
  return client.redirectUri === undefined || client.redirectUri === redirectUri
}

function configured(server: AuthorizationServer, clientId: string, clientSecret: string | undefined): Client {
  if (clientSecret === undefined) return { clientId, authenticationMethod: 'none', source: 'configured' }
  const listed = server.tokenEndpointAuthMethodsSupported
  const post = listed?.includes('client_secret_post') === true && !listed.includes('client_secret_basic')
  return {
    clientId,
    clientSecret,
    authenticationMethod: post ? 'client_secret_post' : 'client_secret_basic',
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
