import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A loopback address under which another server answers as to whoever has a token. */
export interface BearerProxy {
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Puts a token on every request: the official suite cannot send one. What the suite takes from the proxy's own address
 * becomes the server's; all else passes as it came, header names in their spelling and foreign hosts included.
 */
export async function startBearerProxy(target: string, token: string): Promise<BearerProxy> {
  const upstream = new URL(target)
  const proxy = createServer((incoming, outgoing) => {
    const own = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const headers = ['Authorization', `Bearer ${token}`]
    for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
      const [name = '', value = ''] = incoming.rawHeaders.slice(index, index + 2)
      if (!/^(?:authorization|connection)$/i.test(name)) headers.push(name, value.replace(own, upstream.host))
    }
    const { method, url } = incoming
    const options = { hostname: upstream.hostname, port: upstream.port, path: url, method, headers, setHost: false }
    const forwarded = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
      outgoing.flushHeaders()
    })
    forwarded.once('error', () => outgoing.destroy())
    outgoing.once('close', () => forwarded.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${upstream.pathname}`,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve())
        proxy.closeAllConnections()
      }),
  }
}
