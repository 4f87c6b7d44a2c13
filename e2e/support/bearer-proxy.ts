import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A loopback address that adds a token to what it passes on, for clients that have no way to send one. */
export interface BearerProxy {
  readonly url: string
  close(): Promise<void>
}

/**
 * Stands in front of `target`. Everything else passes as it is, the case of header names and a foreign Host or Origin
 * included: what names the proxy is made to name the target.
 */
export async function bearerProxy(target: string, token: string): Promise<BearerProxy> {
  const { host, origin, hostname, port, pathname } = new URL(target)
  const proxy = createServer((incoming, outgoing) => {
    const own = new URL(url).host
    const raw = incoming.rawHeaders.flatMap((name, index, all) => {
      if (index % 2 === 1 || name.toLowerCase() === 'connection') return []
      const value = all[index + 1] ?? ''
      if (name.toLowerCase() === 'host' && value === own) return [name, host]
      return [name, name.toLowerCase() === 'origin' ? value.replace(`http://${own}`, origin) : value]
    })
    const headers = [...raw, 'authorization', `Bearer ${token}`]
    const options = {
      hostname,
      port,
      path: incoming.url ?? '/',
      method: incoming.method ?? 'GET',
      headers,
      setHost: false,
    }
    const passed = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, withoutConnection(answer.rawHeaders))
      outgoing.flushHeaders()
      answer.pipe(outgoing)
    })
    passed.once('error', () => outgoing.destroy())
    outgoing.once('close', () => passed.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname}`
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve())
        proxy.closeAllConnections()
      }),
  }
}

/** What is between two hosts ends there (RFC 9110 §7.6.1). */
function withoutConnection(raw: readonly string[]): string[] {
  return raw.flatMap((name, index) =>
    index % 2 === 1 || /^(connection|keep-alive|transfer-encoding)$/i.test(name) ? [] : [name, raw[index + 1] ?? ''],
  )
}
