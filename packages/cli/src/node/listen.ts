import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Listen, Listener, ListenerReply, ListenerRequest } from '../env.ts'

const require = createRequire(import.meta.url)

/** How long an answer that is under way may still take when the listener closes. */
const GRACE = 500

/** A `Listen` on node:http. Each connection is for one request; nothing of it outlives `close`. */
export const nodeListen: Listen = async (addresses, port, answer) => {
  const servers: Server[] = []
  let bound = port
  try {
    for (const [index, address] of addresses.entries()) {
      const server = await bind(address, bound, answer).catch((error: unknown) => {
        // `localhost` listens where it can; only its first address is a must.
        if (index > 0 && isMissingFamily(error)) return undefined
        throw error
      })
      if (server === undefined) continue
      servers.push(server)
      bound = (server.address() as AddressInfo).port // a TCP server's address is one of these
    }
  } catch (error) {
    await Promise.all(servers.map(close))
    throw error
  }
  return { port: bound, close: async () => void (await Promise.all(servers.map(close))) } satisfies Listener
}

function bind(address: string, port: number, answer: (request: ListenerRequest) => ListenerReply): Promise<Server> {
  const http = require('node:http') as typeof import('node:http') // what that module exports
  return new Promise((resolve, reject) => {
    const server = http.createServer({ requestTimeout: 10_000, maxHeaderSize: 65_536 }, (request, response) => {
      respond(request, response, answer)
    })
    server.once('error', reject)
    server.listen(port, address, () => resolve(server))
  })
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: ListenerRequest) => ListenerReply,
): void {
  const reply = answer({ method: request.method ?? '', target: request.url ?? '', host: request.headers.host })
  const length = String(Buffer.byteLength(reply.body))
  response.writeHead(reply.status, { ...reply.headers, connection: 'close', 'content-length': length })
  response.end(request.method === 'HEAD' ? undefined : reply.body)
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function isMissingFamily(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String(error.code))
}
