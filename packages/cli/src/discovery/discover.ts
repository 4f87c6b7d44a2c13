import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { type Vantage, vantageOf } from '../http/endpoint.ts'
import type { ChallengedError } from '../mcp/challenged.ts'
import { plain } from '../terminal/plain.ts'
import {
  type AuthorizationServer,
  defaultAuthorizationServer,
  findAuthorizationServer,
  findAuthorizationServerAtOrigin,
  readAuthorizationServer,
} from './authorization-server.ts'
import { knock, type Reception } from './probe.ts'
import { findResource, type ProtectedResource, type ResourceSearch } from './resource.ts'

/** What the user may decide about discovery. */
export interface DiscoveryChoices {
  readonly resourceMetadataUrl: string | undefined
  readonly authorizationServer: string | undefined
  readonly allowResourceMismatch: boolean
}

/** Everything found out about one MCP URL before anyone logs in. */
export interface Discovery {
  readonly url: string
  readonly reception: Reception
  readonly resource: ProtectedResource | undefined
  readonly authorizationServer: AuthorizationServer | undefined
  /** By which rules the authorization server was found. */
  readonly rules: 'metadata' | '2025-03-26' | 'named' | 'none'
  /**
   * The default endpoints of 2025-03-26, for a server that wants authorization and publishes nothing. They are a
   * guess, so only an explicit wish uses them.
   */
  readonly guess: AuthorizationServer | undefined
  /** Places asked for resource metadata that did not have it. */
  readonly absences: ResourceSearch['absences']
}

/** Statuses that say "there is no such thing here", as opposed to "you may not see it". */
const NOT_THERE: ReadonlySet<number> = new Set([400, 404, 405, 406, 410])

/** Newest rules first; those of 2025-03-26 only where every place for resource metadata said "not there". */
export async function discover(
  context: Context,
  url: string,
  choices: DiscoveryChoices,
  challenged?: ChallengedError,
): Promise<Discovery> {
  const reception = challenged === undefined ? await knock(context, url) : receptionOf(url, challenged)
  if (reception.challenge?.malformed === true) {
    context.notice('The WWW-Authenticate header is malformed; used what was well-formed before the mistake.')
  }
  const search = await searchResource(context, url, reception, choices)
  const base = { url, reception, resource: search.resource, absences: search.absences, guess: undefined }
  const chosen = chooseIssuer(context, search.resource, choices.authorizationServer)
  if (chosen !== undefined) {
    const rules = search.resource === undefined ? 'named' : 'metadata'
    return { ...base, rules, authorizationServer: await load(context, reception.vantage, chosen) }
  }
  if (search.resource !== undefined || search.foreign !== undefined || reception.challenge === undefined) {
    return { ...base, rules: 'none', authorizationServer: undefined }
  }
  return { ...base, ...(await discoverAtOrigin(context, reception.vantage, url, search.absences)) }
}

/** A challenge that came in the middle of work says all that a knock would (C-GEN-02). */
function receptionOf(url: string, { hints, remoteAddress }: ChallengedError): Reception {
  return {
    vantage: vantageOf(url, remoteAddress),
    challenge: hints,
    challengedMethod: 'a request with a token',
    protocolVersion: undefined,
  }
}

/** A server that let the stranger in needs no metadata, so there a flaw in it is worth a notice, not a failure. */
async function searchResource(
  context: Context,
  url: string,
  { vantage, challenge }: Reception,
  choices: DiscoveryChoices,
): Promise<ResourceSearch> {
  const { resourceMetadataUrl: metadataUrl, allowResourceMismatch: allowMismatch } = choices
  const searching = findResource(context, vantage, url, challenge?.resourceMetadata, { metadataUrl, allowMismatch })
  if (challenge !== undefined || metadataUrl !== undefined) return searching
  return searching.catch((error: unknown) => {
    if (!(error instanceof CliError) || error.failure !== 'failed') throw error
    context.notice(`Ignored: ${error.message}`)
    return { resource: undefined, absences: [] }
  })
}

interface Chosen {
  readonly issuer: string
  readonly byUser: boolean
}

function chooseIssuer(
  context: Context,
  resource: ProtectedResource | undefined,
  named: string | undefined,
): Chosen | undefined {
  const listed = resource?.authorizationServers ?? []
  if (named !== undefined) {
    if (resource !== undefined && !listed.includes(named) && !named.includes('/.well-known/')) {
      context.notice(`${named} is not among the authorization servers that the resource lists.`)
    }
    return { issuer: named, byUser: true }
  }
  const [issuer, ...others] = listed
  if (issuer === undefined) return undefined
  if (others.length > 0) {
    const rest = others.map(plain).join(', ')
    context.notice(
      `Using the first authorization server, ${plain(issuer)}; --authorization-server picks another: ${rest}.`,
    )
  }
  return { issuer, byUser: false }
}

function load(context: Context, vantage: Vantage, { issuer, byUser }: Chosen): Promise<AuthorizationServer> {
  if (!byUser) return findAuthorizationServer(context, vantage, issuer)
  if (!URL.canParse(issuer)) throw new CliError('usage', '--authorization-server must be an absolute URL.')
  const own: Vantage = { reach: 'loopback' }
  if (issuer.includes('/.well-known/')) return readAuthorizationServer(context, own, issuer)
  return findAuthorizationServer(context, own, issuer)
}

async function discoverAtOrigin(
  context: Context,
  vantage: Vantage,
  url: string,
  absences: ResourceSearch['absences'],
): Promise<Pick<Discovery, 'authorizationServer' | 'rules' | 'guess'>> {
  const hidden = absences.find(({ status }) => !NOT_THERE.has(status))
  if (hidden !== undefined) {
    const message = `Protected resource metadata may exist but is not readable: ${hidden.url} answered HTTP ${hidden.status}.`
    throw new CliError('failed', message, { url: hidden.url, status: hidden.status })
  }
  const { origin } = new URL(url)
  const found = await findAuthorizationServerAtOrigin(context, vantage, origin)
  if (found !== undefined) {
    context.notice('No protected resource metadata; using the rules of 2025-03-26.')
    return { authorizationServer: found, rules: '2025-03-26', guess: undefined }
  }
  return { authorizationServer: undefined, rules: 'none', guess: defaultAuthorizationServer(vantage, origin) }
}
