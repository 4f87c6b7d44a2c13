import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it arrived. */
export interface Recorded {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An answer to give. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server on a free loopback port that remembers what it was asked. */
export interface LoopbackServer {
  readonly origin: string
  readonly requests: Recorded[]
  close(): Promise<void>
}

export async function serve(answer: (request: Recorded) => Reply | Promise<Reply>): Promise<LoopbackServer> {
  const requests: Recorded[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
    const target = incoming.url ?? '/'
    const mark = target.indexOf('?')
    const request: Recorded = {
      method: incoming.method ?? '',
      path: mark === -1 ? target : target.slice(0, mark),
      query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    requests.push(request)
    const reply = await answer(request)
    if (reply.status === 0) return void outgoing.destroy()
    outgoing.writeHead(reply.status, { ...reply.headers }).end(reply.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export const NOT_FOUND: Reply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' }
