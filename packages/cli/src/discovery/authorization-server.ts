import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { fetchDocument } from '../http/document.ts'
import { checkSuppliedUrl, type Vantage } from '../http/endpoint.ts'
import { type JsonObject, text, texts } from '../http/json.ts'
import { STATELESS_VERSION } from '../mcp/protocol.ts'
import { plain } from '../terminal/plain.ts'
import { authorizationServerMetadataUrls } from './well-known.ts'

/** An authorization server as its metadata describes it (RFC 8414 §2). `issuer` is the published string. */
export interface AuthorizationServer {
  readonly issuer: string
  /** Where the metadata was; `undefined` for the default endpoints of 2025-03-26. */
  readonly metadataUrl: string | undefined
  readonly authorizationEndpoint: string | undefined
  readonly tokenEndpoint: string | undefined
  readonly registrationEndpoint: string | undefined
  readonly deviceAuthorizationEndpoint: string | undefined
  readonly revocationEndpoint: string | undefined
  readonly pushedAuthorizationRequestEndpoint: string | undefined
  readonly requirePushedAuthorizationRequests: boolean
  readonly scopesSupported: readonly string[] | undefined
  readonly grantTypesSupported: readonly string[] | undefined
  readonly codeChallengeMethodsSupported: readonly string[] | undefined
  readonly tokenEndpointAuthMethodsSupported: readonly string[] | undefined
  readonly tokenEndpointAuthSigningAlgValuesSupported: readonly string[] | undefined
  readonly dpopSigningAlgValuesSupported: readonly string[] | undefined
  readonly issParameterSupported: boolean
  readonly clientIdMetadataDocumentSupported: boolean
  /** Its endpoints must not lead into a closed network, whatever their names say (RFC 9728 §7.7). */
  readonly publicOnly: boolean
  readonly document: JsonObject
}

const WHAT = 'authorization server metadata'

/** Asks the well-known places of an issuer in order; a document of another issuer is refused (RFC 8414 §3.3). */
export async function findAuthorizationServer(
  context: Context,
  vantage: Vantage,
  issuer: string,
): Promise<AuthorizationServer> {
  checkSuppliedUrl(context, vantage, 'authorization server', issuer)
  const absences: string[] = []
  for (const url of authorizationServerMetadataUrls(issuer)) {
    const fetched = await fetchDocument(context, vantage, WHAT, url, STATELESS_VERSION)
    if (!fetched.found) {
      absences.push(`${plain(url)} (HTTP ${fetched.status})`)
      continue
    }
    const published = publishedIssuer(url, fetched.document)
    if (published !== issuer) throw mismatch(issuer, published, url)
    return describe(context, vantage, url, issuer, fetched.document)
  }
  throw new CliError('failed', `No ${WHAT} for ${plain(issuer)}: tried ${absences.join(', ')}.`, { url: plain(issuer) })
}

/** Reads metadata from a URL the user named; its issuer must be one whose well-known places include that URL. */
export async function readAuthorizationServer(
  context: Context,
  vantage: Vantage,
  url: string,
): Promise<AuthorizationServer> {
  const fetched = await fetchDocument(context, vantage, WHAT, url, STATELESS_VERSION)
  if (!fetched.found) throw new CliError('failed', `The ${WHAT} ${url} answered HTTP ${fetched.status}.`, { url })
  const issuer = publishedIssuer(url, fetched.document)
  if (!authorizationServerMetadataUrls(issuer).includes(url)) throw mismatch(`the one of ${url}`, issuer, url)
  return describe(context, vantage, url, issuer, fetched.document)
}

/**
 * The authorization server of a 2025-03-26 server: its own origin, with metadata at the root. Nobody published
 * an issuer to compare with, so the origin counts with and without its slash.
 */
export async function findAuthorizationServerAtOrigin(
  context: Context,
  vantage: Vantage,
  origin: string,
): Promise<AuthorizationServer | undefined> {
  const url = `${origin}/.well-known/oauth-authorization-server`
  const fetched = await fetchDocument(context, vantage, WHAT, url, '2025-03-26')
  if (!fetched.found) return undefined
  const issuer = publishedIssuer(url, fetched.document)
  if (issuer !== origin && issuer !== `${origin}/`) throw mismatch(origin, issuer, url)
  return describe(context, vantage, url, issuer, fetched.document)
}

/** The endpoints a 2025-03-26 server has when it publishes nothing (2025-03-26 authorization §Fallbacks). */
export function defaultAuthorizationServer(vantage: Vantage, origin: string): AuthorizationServer {
  return {
    issuer: origin,
    metadataUrl: undefined,
    authorizationEndpoint: `${origin}/authorize`,
    tokenEndpoint: `${origin}/token`,
    registrationEndpoint: `${origin}/register`,
    revocationEndpoint: undefined,
    pushedAuthorizationRequestEndpoint: undefined,
    requirePushedAuthorizationRequests: false,
    deviceAuthorizationEndpoint: undefined,
    scopesSupported: undefined,
    grantTypesSupported: undefined,
    codeChallengeMethodsSupported: undefined,
    tokenEndpointAuthMethodsSupported: ['none', 'client_secret_post', 'client_secret_basic'],
    tokenEndpointAuthSigningAlgValuesSupported: undefined,
    dpopSigningAlgValuesSupported: undefined,
    issParameterSupported: false,
    clientIdMetadataDocumentSupported: false,
    publicOnly: vantage.reach === 'public',
    document: {},
  }
}

function publishedIssuer(url: string, document: JsonObject): string {
  const issuer = text(document, 'issuer')
  if (issuer === undefined) throw new CliError('failed', `The ${WHAT} ${plain(url)} has no issuer.`, { url })
  return issuer
}

function mismatch(expected: string, published: string, url: string): CliError {
  return new CliError(
    'failed',
    `The metadata at ${plain(url)} is of the issuer ${plain(published)}, not ${plain(expected)}.`,
    {
      url,
      hint: 'The two must be the same string, to the last slash (RFC 8414 §3.3).',
    },
  )
}

function describe(
  context: Context,
  vantage: Vantage,
  metadataUrl: string,
  issuer: string,
  document: JsonObject,
): AuthorizationServer {
  const endpoint = (name: string): string | undefined => {
    const url = text(document, name)
    if (url !== undefined) checkSuppliedUrl(context, vantage, name, url)
    return url
  }
  return {
    issuer,
    metadataUrl,
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    registrationEndpoint: endpoint('registration_endpoint'),
    revocationEndpoint: endpoint('revocation_endpoint'),
    pushedAuthorizationRequestEndpoint: endpoint('pushed_authorization_request_endpoint'),
    requirePushedAuthorizationRequests: document['require_pushed_authorization_requests'] === true,
    deviceAuthorizationEndpoint: endpoint('device_authorization_endpoint'),
    scopesSupported: texts(document, 'scopes_supported'),
    grantTypesSupported: texts(document, 'grant_types_supported'),
    codeChallengeMethodsSupported: texts(document, 'code_challenge_methods_supported'),
    tokenEndpointAuthMethodsSupported: texts(document, 'token_endpoint_auth_methods_supported'),
    tokenEndpointAuthSigningAlgValuesSupported: texts(document, 'token_endpoint_auth_signing_alg_values_supported'),
    dpopSigningAlgValuesSupported: texts(document, 'dpop_signing_alg_values_supported'),
    issParameterSupported: document['authorization_response_iss_parameter_supported'] === true,
    clientIdMetadataDocumentSupported: document['client_id_metadata_document_supported'] === true,
    publicOnly: vantage.reach === 'public',
    document,
  }
}
