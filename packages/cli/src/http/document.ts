import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { plain } from '../terminal/plain.ts'
import { checkSuppliedUrl, type Vantage } from './endpoint.ts'
import { type Incoming, send } from './exchange.ts'
import { type JsonObject, mediaType, parseObject } from './json.ts'

/** A metadata document, or the status that says it is not there. */
export type Fetched =
  | { readonly found: true; readonly url: string; readonly document: JsonObject }
  | { readonly found: false; readonly url: string; readonly status: number }

const REDIRECT_LIMIT = 3
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Gets a metadata document. 4xx means "not here"; everything else that is not a JSON object is an error that
 * names the URL. Redirects are followed a few steps, each target judged like the first URL.
 */
export async function fetchDocument(
  context: Context,
  vantage: Vantage,
  what: string,
  url: string,
  protocolVersion: string,
): Promise<Fetched> {
  let at = url
  for (let hop = 0; hop <= REDIRECT_LIMIT; hop += 1) {
    checkSuppliedUrl(context, vantage, what, at)
    const answer = await send(context, {
      method: 'GET',
      url: at,
      headers: { accept: 'application/json', 'mcp-protocol-version': protocolVersion },
      publicOnly: vantage.reach === 'public',
    })
    const next = redirectTarget(answer)
    if (next === undefined) return read(answer, what)
    answer.discard()
    if (new URL(at).protocol === 'https:' && next.startsWith('http:')) {
      throw new CliError('failed', `The ${what} ${plain(at)} redirects from https to ${plain(next)}.`, { url: at })
    }
    context.notice(`The ${what} ${plain(at)} redirects to ${plain(next)}.`)
    at = next
  }
  throw new CliError('failed', `The ${what} ${plain(url)} redirects more than ${REDIRECT_LIMIT} times.`, { url })
}

/** Where an answer redirects to, if it does. */
export function redirectTarget(answer: Incoming): string | undefined {
  const location = answer.header('location')
  if (!REDIRECTS.has(answer.status) || location === undefined || !URL.canParse(location, answer.url)) return undefined
  return new URL(location, answer.url).href
}

async function read(answer: Incoming, what: string): Promise<Fetched> {
  const { status, url } = answer
  if (mediaType(answer) === 'text/event-stream') {
    answer.discard() // it may never end
    throw new CliError('failed', `The ${what} ${plain(url)} answered an event stream instead of JSON.`, { url, status })
  }
  const body = await answer.text()
  if (status >= 400 && status < 500) return { found: false, url, status }
  if (status !== 200)
    throw new CliError('failed', `The ${what} ${plain(url)} answered HTTP ${status}.`, { url, status })
  const document = parseObject(body)
  if (typeof document === 'string') {
    throw new CliError('failed', `The ${what} ${plain(url)} answered ${document}.`, { url, status })
  }
  return { found: true, url, document }
}
