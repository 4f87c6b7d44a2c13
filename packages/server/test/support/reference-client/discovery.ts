import { challenges } from '../../../src/checks/challenge.ts'
import type { Behaviour, Message, Step } from './deviation.ts'

export type Json = Record<string, unknown>

/** What a client knows when it has read all metadata. */
export interface Login {
  readonly endpoints: Readonly<Record<string, string>>
  readonly resource: string
  readonly resourceScopes: readonly string[] | undefined
  readonly serverScopes: readonly string[]
}

/** Who reads it. */
interface Reader {
  readonly behaviour: Behaviour
  readonly resource: string
  readonly send: (message: Message) => Promise<Response>
}

/** What a challenge says to a client with a bearer token or none. */
export function challengeOf({ headers }: Response, { parsesChallenges }: Behaviour): ReadonlyMap<string, string> {
  const header = headers.get('www-authenticate') ?? ''
  if (parsesChallenges) return challenges(header).find(({ scheme }) => scheme === 'bearer')?.parameters ?? new Map()
  return new Map(
    [...header.matchAll(/(scope|resource_metadata|error)="?([^",]*)"?/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}

/** Everything that a client reads before it logs in. Throws where it must not go on. */
export async function discover(client: Reader, challengeUrl: string | undefined): Promise<Login> {
  const { behaviour } = client
  const { origin, pathname } = new URL(client.resource)
  const wellKnown = `${origin}/.well-known/oauth-protected-resource`
  const urls = [
    ...(challengeUrl !== undefined && behaviour.followsChallengeUrl ? [challengeUrl] : []),
    ...(behaviour.asksRootMetadataFirst ? [wellKnown] : []),
    `${wellKnown}${pathname}`,
    ...(behaviour.asksRootMetadata ? [wellKnown] : []),
  ]
  const found = behaviour.readsResourceMetadata ? await firstDocument(client, 'resource-metadata', urls) : {}
  if (found === undefined && !behaviour.fallsBackToOrigin) throw new Error(`no metadata at ${urls.join(', ')}`)
  const resource = found ?? {}
  if (behaviour.checksResource && (resource['resource'] ?? client.resource) !== client.resource)
    throw new Error('the metadata is of another resource')
  const issuers = (resource['authorization_servers'] as string[] | undefined) ?? [origin]
  const server = await serverOf(client, behaviour.triesOtherServers ? issuers : issuers.slice(0, 1))
  const methods = (server['code_challenge_methods_supported'] as string[] | undefined) ?? []
  if (behaviour.checksPkceMethods && !methods.includes('S256'))
    throw new Error('the server does not say that it has S256')
  return {
    endpoints: server as Record<string, string>,
    resource: (resource['resource'] as string | undefined) ?? client.resource,
    resourceScopes: resource['scopes_supported'] as string[] | undefined,
    serverScopes: (server['scopes_supported'] as string[] | undefined) ?? [],
  }
}

/** The metadata of the first authorization server that has any. */
async function serverOf(client: Reader, issuers: readonly string[]): Promise<Json> {
  for (const issuer of issuers) {
    const urls = metadataUrls(issuer, client.behaviour)
    const server = await firstDocument(client, 'server-metadata', urls)
    if (server === undefined) continue
    if (client.behaviour.checksMetadataIssuer && server['issuer'] !== issuer)
      throw new Error('the metadata is of another issuer')
    return server
  }
  throw new Error(`no metadata of ${issuers.join(', ')}`)
}

async function firstDocument(client: Reader, step: Step, urls: readonly string[]): Promise<Json | undefined> {
  for (const url of urls) {
    const response = await client.send({ step, method: 'GET', url, headers: { accept: 'application/json' } })
    if (response.ok) return (await response.json()) as Json
  }
  return undefined
}

/** Where the metadata of an issuer may be, in order (MCP authorization server discovery). */
function metadataUrls(issuer: string, { asksOpenId, asksOpenIdFirst }: Behaviour): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname === '/' ? '' : pathname
  const urls = [`${origin}/.well-known/oauth-authorization-server${path}`]
  if (asksOpenId) {
    urls.push(`${origin}/.well-known/openid-configuration${path}`)
    if (path !== '') urls.push(`${issuer}/.well-known/openid-configuration`)
  }
  return asksOpenIdFirst ? urls.toReversed() : urls
}
