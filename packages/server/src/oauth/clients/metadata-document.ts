import type { ClientMetadata } from '@mcp-auth/spec'
import { epochSeconds } from '../../core/clock.ts'
import type { Config } from '../../core/config.ts'
import type { Context } from '../../core/context.ts'
import type { OAuthError } from '../../core/errors.ts'
import { freshness, LONGEST_SECONDS } from '../../core/freshness.ts'
import { isJsonObject } from '../../core/json.ts'
import { loopbackAllowed } from '../../core/loopback.ts'
import { OutboundError, type OutboundFailure, type OutboundResponse } from '../../core/outbound.ts'
import { tryPlace } from '../../core/quota.ts'
import { defaultClientScopes, isScopeName } from '../../core/scopes.ts'
import { type Client, clients } from '../records.ts'
import { clientIdentifierUrlProblem } from './client-identifier-url.ts'
import { type ClientKeys, clientKeys, clientKeysProblem } from './client-keys.ts'
import { type FailedFetch, recentFailure, rememberFailure } from './failed-fetch.ts'
import { isStringList, shownMemberProblem } from './metadata-members.ts'
import { leadsAstray, redirectUriProblem } from './redirect-uri.ts'
import { type Citation, clientRefused } from './refused.ts'

type Members = Readonly<Record<string, unknown>>

/** The sections obeyed here. -00 is the draft that MCP cites; where -01 asks more, -01 is obeyed. */
const sections = {
  url: { document: 'cimd-00', section: '3', requirement: 'client-uses-valid-metadata-document-url' },
  discovery: { document: 'cimd-01', section: '4', requirement: 'client-serves-metadata-document' },
  document: { document: 'cimd-00', section: '4.1', requirement: 'client-serves-metadata-document' },
  member: { document: 'cimd-00', section: '4.1', requirement: 'server-accepts-metadata-documents' },
  redirectUri: { document: 'cimd-00', section: '4.1', requirement: 'client-uses-safe-redirect-uri' },
  sharedSecret: { document: 'cimd-00', section: '4.1', requirement: 'client-publishes-no-shared-secret' },
  failure: { document: 'cimd-00', section: '4.3', requirement: 'server-accepts-metadata-documents' },
  address: { document: 'cimd-01', section: '6.5', requirement: 'server-guards-document-fetch' },
  size: { document: 'cimd-01', section: '6.6', requirement: 'server-guards-document-fetch' },
} as const satisfies Record<string, Citation>

/** What the wire may know of a fetch that gave nothing, and the section behind it. */
function fetchFailure(failure: OutboundFailure, config: Config): readonly [description: string, cited: Citation] {
  switch (failure) {
    case 'blocked':
      return ['client_id must be a URL that may be fetched, not one at a special-use address', sections.address]
    case 'unreachable':
      return ['client_id document could not be fetched from its URL', sections.failure]
    case 'timeout':
      return [`client_id document must be served within ${config.clientMetadataTimeout} seconds`, sections.failure]
    case 'too-large':
      return [`client_id document must be at most ${config.clientMetadataLimit} bytes long`, sections.size]
    case 'invalid-url':
      return ['client_id must be a URL that can be fetched', sections.url]
  }
}

/** Whether a client id is a client identifier URL (CIMD-00 §3), rightly made or not, rather than a name of ours. */
export function isMetadataDocumentUrl(clientId: string): boolean {
  return /^https?:\/\//i.test(clientId)
}

/**
 * The client that describes itself at the URL which is its id (CIMD-00 §4): from the store while it is fresh, else fetched
 * and judged. A client registered under the same URL beforehand stands. Throws `invalid_client`.
 */
export async function resolveMetadataDocument(clientId: string, ctx: Context): Promise<Client> {
  const known = await clients(ctx).get(clientId)
  if (known !== undefined) return known
  const loopback = loopbackAllowed(ctx)
  const problem = clientIdentifierUrlProblem(clientId, loopback)
  if (problem !== undefined) throw refusal(`client_id ${problem}`, sections.url)
  const response = await fetched(clientId, loopback, ctx)
  const client = describedClient(membersOf(response), clientId, ctx)
  const lifetime = freshness(response.headers, ctx.clock.now())
  // CIMD-00 §4.4: neither error responses nor malformed documents are cached; both have thrown by now.
  if (lifetime > 0 && (await mayKeep(ctx))) await clients(ctx).put(clientId, client, lifetime)
  ctx.emit('client.resolved', { clientId })
  return client
}

/** Whether there is room for another document: one that is not kept is fetched again, which refuses nobody. */
async function mayKeep(ctx: Context): Promise<boolean> {
  const { registeredClientLimit: limit } = ctx.config
  return (await tryPlace({ kind: 'client metadata documents', limit, lifetime: LONGEST_SECONDS }, ctx)) === undefined
}

async function fetched(clientId: string, loopback: boolean, ctx: Context): Promise<OutboundResponse> {
  const failed = await recentFailure(clientId, ctx)
  if (failed !== undefined) throw fetchRefusal(failed, ctx)
  try {
    const { clientMetadataLimit: limit, clientMetadataTimeout: seconds } = ctx.config
    return await ctx.outbound.get(clientId, { limit, timeout: seconds * 1000, reach: loopback ? 'loopback' : 'public' })
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw fetchRefusal(await rememberFailure(clientId, error, ctx), ctx, error)
  }
}

function fetchRefusal({ failure, reason }: FailedFetch, { config }: Context, cause?: OutboundError): OAuthError {
  const [description, cited] = fetchFailure(failure, config)
  return refusal(description, cited, reason, cause)
}

function membersOf({ status, headers, body }: OutboundResponse): Members {
  if (status !== 200) {
    throw refusal(
      'client_id document must be served with status 200 and without redirect',
      sections.discovery,
      `status ${status}`,
    )
  }
  const contentType = headers.get('content-type') ?? ''
  if (!/^application\/(?:[\w!#$&^.+-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
    throw refusal(
      'client_id document must be served as application/json or application/<name>+json',
      sections.document,
      contentType === '' ? 'no content type' : `content type ${contentType}`,
    )
  }
  const document = parsedJson(body)
  if (!isJsonObject(document)) {
    throw refusal('client_id document must be a JSON object', sections.document, 'JSON, but no object')
  }
  return document
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw refusal('client_id document must be a JSON object', sections.document, String(error), error)
  }
}

/** Judges `client_id` first: what comes after may only speak of a document that wants to be this client's. */
function describedClient(document: Members, clientId: string, ctx: Context): Client {
  if (document['client_id'] !== clientId) {
    throw refusal(
      'client_id document at its URL must have a client_id equal to that URL',
      sections.document,
      `client_id in the document: ${JSON.stringify(document['client_id'])}`,
    )
  }
  const authentication = authenticationOf(document)
  const problem = shownMemberProblem(document)
  if (problem !== undefined) throw documentRefusal(problem)
  return {
    clientId,
    source: 'metadata-document',
    ...authentication,
    clientName: clientName(document['client_name']),
    redirectUris: redirectUris(document['redirect_uris']),
    grantTypes: listWith('authorization_code', document['grant_types'], 'grant_types'),
    responseTypes: listWith('code', document['response_types'], 'response_types'),
    scope: scopeOf(document['scope']),
    issuedAt: epochSeconds(ctx.clock),
    metadata: shownMembers(document),
  }
}

/**
 * CIMD-00 §4.1: there is no way to share a secret. An absent method therefore means `none`, not RFC 7591's default; a client
 * that wants to prove itself publishes its keys (§6.2).
 */
function authenticationOf(document: Members): Pick<Client, 'authenticationMethod'> & ClientKeys {
  for (const name of ['client_secret', 'client_secret_expires_at']) {
    if (Object.hasOwn(document, name))
      throw documentRefusal(`${name} must not be there: anybody can read it`, 'sharedSecret')
  }
  const method = document['token_endpoint_auth_method'] ?? 'none'
  if (method === 'none') return { authenticationMethod: method }
  if (method === 'private_key_jwt') {
    const problem = clientKeysProblem(document)
    if (problem !== undefined) throw documentRefusal(problem)
    return { authenticationMethod: method, ...clientKeys(document) }
  }
  const served = 'none and private_key_jwt are served'
  if (typeof method === 'string' && method.startsWith('client_secret_')) {
    throw documentRefusal(
      `token_endpoint_auth_method must not rest on a shared secret; ${served}`,
      'sharedSecret',
      method,
    )
  }
  throw documentRefusal(`token_endpoint_auth_method must be none or private_key_jwt`, 'member', JSON.stringify(method))
}

/** MCP authorization, Client ID Metadata Documents: at least client_id, client_name and redirect_uris. */
function clientName(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw documentRefusal('client_name must be a string, not empty', 'document')
  return value
}

function redirectUris(value: unknown): readonly string[] {
  if (!isStringList(value) || value.length === 0) {
    throw documentRefusal('redirect_uris must be an array of strings, not empty', 'document')
  }
  for (const [at, uri] of value.entries()) {
    const problem = redirectUriProblem(uri)
    const section = leadsAstray(uri) ? 'redirectUri' : 'member'
    if (problem !== undefined) throw documentRefusal(`redirect_uris[${at}] ${problem}`, section, uri)
  }
  return [...new Set(value)]
}

function listWith(needed: string, value: unknown, name: string): readonly string[] {
  if (value === undefined) return [needed]
  if (isStringList(value) && value.includes(needed)) return value
  throw documentRefusal(`${name} must be an array of strings with ${needed} among them`)
}

/** One document serves every authorization server its client meets: scopes that only others know are not an error. */
function scopeOf(value: unknown): readonly string[] {
  if (value === undefined) return defaultClientScopes
  if (typeof value !== 'string') throw documentRefusal('scope must be a string of scopes with spaces between them')
  const known = [...new Set(value.split(' '))].filter(isScopeName)
  return known.length === 0 ? defaultClientScopes : known
}

const judgedMembers: ReadonlySet<string> = new Set([
  'client_id',
  'client_name',
  'redirect_uris',
  'token_endpoint_auth_method',
  'grant_types',
  'response_types',
  'scope',
])

/** The members that {@link Client} has no field for. */
function shownMembers(document: Members): ClientMetadata {
  // Every other member that ClientMetadata types has passed shownMemberProblem.
  return Object.fromEntries(Object.entries(document).filter(([name]) => !judgedMembers.has(name))) as ClientMetadata
}

function documentRefusal(problem: string, section: keyof typeof sections = 'member', reason?: string): OAuthError {
  return refusal(`client_id document: ${problem}`, sections[section], reason)
}

function refusal(description: string, cited: Citation, reason?: string, cause?: unknown): OAuthError {
  return clientRefused(description, cited, reason, cause)
}
