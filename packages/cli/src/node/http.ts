import type { Agent, IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { LookupFunction } from 'node:net'
import type { Fetch, FetchInit, FetchResponse, Route } from '../env.ts'
import { reachOfAddress } from '../http/address.ts'

// `import 'node:http'` evaluates lazy exports that load all of undici; `require` does not, and saves about 50 ms.
const require = createRequire(import.meta.url)

/** A `fetch` on node:http: it never follows redirects, and judges the address it really connects to. */
export const nodeFetch: Fetch = (url, init) =>
  new Promise<FetchResponse>((resolve, reject) => {
    const name = url.startsWith('https:') ? 'node:https' : 'node:http'
    const { request: open } = require(name) as typeof import('node:http') // both export the same function
    const request = open(
      url,
      {
        method: init.method,
        headers: { 'accept-encoding': 'identity', ...init.headers, ...lengthOf(init) },
        // Through a proxy, the address is looked up and dialled there.
        ...(init.publicOnly === true && init.route?.proxy === undefined ? { lookup: publicLookup } : {}),
        ...(init.route === undefined ? {} : routed(url, init.route)),
      },
      (message) => resolve(toResponse(message)),
    )
    // Not the `signal` option: it throws at a stream that is being iterated when nobody waits for its next chunk.
    const abort = (): void => void request.destroy()
    init.signal.addEventListener('abort', abort)
    request.on('close', () => init.signal.removeEventListener('abort', abort))
    request.on('error', reject)
    if (init.signal.aborted) abort()
    else request.end(init.body)
  })

function lengthOf({ body }: FetchInit): Readonly<Record<string, string>> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
}

/** Agents are kept for as long as the process: `proxy` sends many requests the same way. */
const agents = new Map<string, Agent>()

function routed(url: string, { proxy, authorities, anyCertificate }: Route): { readonly agent: Agent } {
  const secure = url.startsWith('https:')
  const key = JSON.stringify([secure, proxy, authorities, anyCertificate])
  const known = agents.get(key)
  if (known !== undefined) return { agent: known }
  const { Agent: NewAgent } = require(secure ? 'node:https' : 'node:http') as typeof import('node:https') // both export it
  const { getCACertificates } = require('node:tls') as typeof import('node:tls') // what that module exports
  const agent = new NewAgent({
    keepAlive: false,
    ...(proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }),
    ...(authorities === undefined ? {} : { ca: [...getCACertificates('default'), authorities] }),
    ...(anyCertificate ? { rejectUnauthorized: false } : {}),
  })
  agents.set(key, agent)
  return { agent }
}

function toResponse(message: IncomingMessage): FetchResponse {
  // Whoever reads the body gets the error; a body that was given up has no reader left.
  message.on('error', () => undefined)
  return {
    status: message.statusCode ?? 0,
    headers: {
      get: (name) => {
        const value = message.headers[name.toLowerCase()]
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
      },
    },
    headerList: pairs(message.rawHeaders),
    body: message,
    remoteAddress: message.socket.remoteAddress,
  }
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []))
}

/** Looks a name up and refuses it if any of its addresses is not public; the answer is the one connected to. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  const dns = require('node:dns') as typeof import('node:dns') // what that module exports
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0)
    const hidden = addresses.some(({ address }) => reachOfAddress(address) !== 'public')
    const first = addresses[0]
    if (hidden || first === undefined) {
      return callback(Object.assign(new Error('private address'), { code: 'EPRIVATE' }), '', 0)
    }
    if (options.all === true) return callback(null, addresses)
    callback(null, first.address, first.family)
  })
}
