import { BlockList, isIP } from 'node:net'
import { reachOfHost } from './address.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The proxy for a URL: `https_proxy` or `http_proxy` by its scheme, else `all_proxy`, small before capital letters;
 * none for what `no_proxy` lists, and none for this machine, which no proxy can reach.
 */
export function proxyFor(url: string, variables: Variables): string | undefined {
  const { protocol, hostname, port } = new URL(url)
  const proxy = variable(variables, `${protocol.slice(0, -1)}_proxy`) ?? variable(variables, 'all_proxy')
  if (proxy === undefined || reachOfHost(hostname) === 'loopback') return undefined
  const direct = (variable(variables, 'no_proxy') ?? '').split(/[\s,]+/).filter((entry) => entry !== '')
  const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  return direct.some((entry) => lists(entry, hostname.replace(/^\[|\]$/g, '').toLowerCase(), at)) ? undefined : proxy
}

/** Whether any proxy is set. */
export function proxyIsSet(variables: Variables): boolean {
  return ['http_proxy', 'https_proxy', 'all_proxy'].some((name) => variable(variables, name) !== undefined)
}

function variable(variables: Variables, name: string): string | undefined {
  const value = variables[name] ?? variables[name.toUpperCase()]
  return value === undefined || value === '' ? undefined : value
}

/** One entry of `no_proxy`: `*`, a host and all below it, an address, a network, each perhaps with a port. */
function lists(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const [, name = '', own] = /^(.+?|\[.+\])(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? []
  if (own !== undefined && own !== port) return false
  const bare = name
    .replace(/^\[|\]$/g, '')
    .replace(/^\*?\./, '')
    .toLowerCase()
  const [network = '', bits] = bare.split('/', 2)
  const family = isIP(network)
  if (family === 0 || bits === undefined) return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`))
  const ipVersion = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  if (Number(bits) > (family === 4 ? 32 : 128)) return false
  list.addSubnet(network, Number(bits), ipVersion)
  return isIP(host) === family && list.check(host, ipVersion)
}
