import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { plain } from '../terminal/plain.ts'
import { type Reach, reachOfAddress, reachOfHost } from './address.ts'

/** How the MCP server is reached; decides what its metadata may point to. */
export interface Vantage {
  readonly reach: Reach
}

/** Judges the MCP server by its name and, where known, by the address that answered. */
export function vantageOf(url: string, remoteAddress: string | undefined): Vantage {
  const byName = reachOfHost(new URL(url).hostname)
  if (byName !== 'public' || remoteAddress === undefined) return { reach: byName }
  return { reach: reachOfAddress(remoteAddress) }
}

/**
 * Refuses a URL that a server supplied and that must not be used: not http(s), plain http beyond this machine
 * (OAuth 2.1 §1.5), a fragment or user information, characters no URL has, or, from a public MCP server, an
 * address on a closed network (RFC 9728 §7.7). The URL itself is never rewritten.
 */
export function checkSuppliedUrl(context: Context, vantage: Vantage, what: string, url: string): void {
  const why = objection(context, vantage, url)
  if (why === undefined) return
  const hint = why === PLAIN_HTTP ? 'In a closed test network, --allow-insecure-http accepts it.' : undefined
  throw new CliError('failed', `The ${what} ${plain(url)} ${why}.`, { url: plain(url), hint })
}

const PLAIN_HTTP = 'is not https'

/** RFC 3986 §2; a backslash above all, which one program takes for a slash and the next one does not. */
const URL_CHARACTERS = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/

function objection(context: Context, vantage: Vantage, url: string): string | undefined {
  if (!URL_CHARACTERS.test(url) || !URL.canParse(url)) return 'is not a URL'
  const { protocol, username, password, hostname } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return 'is neither https nor http'
  if (username !== '' || password !== '') return 'contains user information'
  if (url.includes('#')) return 'contains a fragment'
  const reach = reachOfHost(hostname)
  if (protocol === 'http:' && reach !== 'loopback' && !context.insecureHttp) return PLAIN_HTTP
  if (vantage.reach !== 'public' || reach === 'public') return undefined
  return `is on a ${reach} address, which a public MCP server may not point to`
}
