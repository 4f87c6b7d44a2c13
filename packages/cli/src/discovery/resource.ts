import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { type Fetched, fetchDocument } from '../http/document.ts'
import type { Vantage } from '../http/endpoint.ts'
import { type JsonObject, text, texts } from '../http/json.ts'
import { STATELESS_VERSION } from '../mcp/protocol.ts'
import { plain } from '../terminal/plain.ts'
import { coverage, resourceMetadataUrls } from './well-known.ts'

/** What a resource says of itself (RFC 9728). `resource` is the published string, never rewritten. */
export interface ProtectedResource {
  readonly resource: string
  readonly metadataUrl: string
  readonly authorizationServers: readonly string[]
  readonly scopesSupported: readonly string[] | undefined
  readonly document: JsonObject
}

/** What the user may decide about the search for resource metadata. */
export interface ResourceChoices {
  readonly metadataUrl: string | undefined
  readonly allowMismatch: boolean
}

/** The outcome of the search; `absences` lists the places that said 4xx. */
export interface ResourceSearch {
  readonly resource: ProtectedResource | undefined
  readonly absences: readonly { readonly url: string; readonly status: number }[]
  /** Metadata at the root that is of another resource of this origin, and so says nothing about this one. */
  readonly foreign?: { readonly url: string; readonly resource: string }
}

const WHAT = 'protected resource metadata'

/**
 * Finds protected resource metadata: at the URL the challenge names and nowhere else, or, when it names none,
 * at the well-known places in order.
 */
export async function findResource(
  context: Context,
  vantage: Vantage,
  url: string,
  challenged: string | undefined,
  choices: ResourceChoices,
): Promise<ResourceSearch> {
  const named = choices.metadataUrl ?? challenged
  const by: Vantage = choices.metadataUrl === undefined ? vantage : { reach: 'loopback' }
  if (named !== undefined) {
    const fetched = await fetchDocument(context, by, WHAT, named, STATELESS_VERSION)
    if (!fetched.found) {
      const source = choices.metadataUrl === undefined ? 'the challenge names' : 'you named'
      const message = `The ${WHAT} that ${source}, ${plain(named)}, answered HTTP ${fetched.status}.`
      throw new CliError('failed', message, { url: plain(named), status: fetched.status })
    }
    return { resource: read(context, url, fetched, choices), absences: [] }
  }
  const absences: { url: string; status: number }[] = []
  for (const candidate of resourceMetadataUrls(url)) {
    const fetched = await fetchDocument(context, by, WHAT, candidate, STATELESS_VERSION)
    if (!fetched.found) {
      absences.push({ url: candidate, status: fetched.status })
      continue
    }
    const neighbour = absences.length > 0 && !choices.allowMismatch ? neighbourOf(url, fetched.document) : undefined
    if (neighbour === undefined) return { resource: read(context, url, fetched, choices), absences }
    context.notice(`The metadata at ${plain(candidate)} is for ${plain(neighbour)}, so it is not used for ${url}.`)
    return { resource: undefined, absences, foreign: { url: candidate, resource: neighbour } }
  }
  return { resource: undefined, absences }
}

/** The resource a document at the root is of, if that is another one of the same origin: one host, many servers. */
function neighbourOf(url: string, document: JsonObject): string | undefined {
  const resource = text(document, 'resource')
  if (resource === undefined || !URL.canParse(resource)) return undefined
  const neighbour = new URL(resource).origin === new URL(url).origin && coverage(resource, url) === 'other'
  return neighbour ? resource : undefined
}

function read(
  context: Context,
  url: string,
  { document, url: metadataUrl }: Fetched & { found: true },
  choices: ResourceChoices,
): ProtectedResource {
  const resource = text(document, 'resource')
  if (resource === undefined) {
    throw new CliError('failed', `The ${WHAT} ${plain(metadataUrl)} has no resource.`, { url: metadataUrl })
  }
  checkResource(context, url, resource, choices.allowMismatch)
  return {
    resource,
    metadataUrl,
    authorizationServers: texts(document, 'authorization_servers') ?? [],
    scopesSupported: texts(document, 'scopes_supported'),
    document,
  }
}

/** Metadata that speaks for another resource must not be used (RFC 9728 §3.3, §7.3). */
function checkResource(context: Context, url: string, resource: string, allowMismatch: boolean): void {
  const relation = coverage(resource, url)
  if (relation === 'same') return
  if (relation === 'prefix') {
    context.notice(`The server names ${plain(resource)} as its resource, which covers ${url}.`)
    return
  }
  if (allowMismatch) {
    context.notice(`DANGER: the metadata is for ${plain(resource)}, not for ${url}; going on because you said so.`)
    return
  }
  throw new CliError('failed', `The metadata is for the resource ${plain(resource)}, not for ${url}.`, {
    url,
    hint: '--allow-resource-mismatch accepts it all the same; the token may then be good elsewhere.',
  })
}
