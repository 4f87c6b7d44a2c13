import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { VirtualClock } from '../src/core/clock.ts'
import { type ConfigInput, parseConfig } from '../src/core/config.ts'
import type { Context } from '../src/core/context.ts'
import { OAuthError } from '../src/core/errors.ts'
import { countingIds } from '../src/core/ids.ts'
import type { Outbound } from '../src/core/outbound.ts'
import { isMetadataDocumentUrl, resolveMetadataDocument } from '../src/oauth/clients/metadata-document.ts'
import { safeOutbound } from '../src/outbound/safe-outbound.ts'
import { memoryStore } from '../src/store/memory.ts'
import { verifies } from './support/verifies.ts'

const open: Server[] = []

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A web server on loopback; resolves to the URL of a document there. */
async function hosting(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`
}

interface World {
  readonly ctx: Context
  readonly clock: VirtualClock
  readonly events: unknown[]
}

function world(given: { issuer?: string; outbound?: Outbound; config?: ConfigInput } = {}): World {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23))
  const events: unknown[] = []
  const ctx: Context = {
    config: parseConfig(given.config),
    clock,
    ids: countingIds(),
    store: memoryStore(clock),
    outbound: given.outbound ?? safeOutbound(),
    issuer: given.issuer ?? 'http://127.0.0.1:8765',
    resources: ['http://127.0.0.1:8765/mcp/oauth'],
    identityProviders: [],
    emit: (type, data) => events.push({ type, ...data }),
    point: async (_, value) => value,
  }
  return { ctx, clock, events }
}

const members = (clientId: string): Record<string, unknown> => ({
  client_id: clientId,
  client_name: 'Example client',
  redirect_uris: ['http://127.0.0.1/callback', 'https://client.example/callback'],
})

/** Serves the least document, changed by `change`, at the URL asked. */
function serving(
  change: (document: Record<string, unknown>) => unknown = (document) => document,
  type = 'application/json',
): RequestListener {
  return ({ headers, url }, response) => {
    response.setHeader('content-type', type)
    response.end(JSON.stringify(change(members(`http://${headers.host}${url}`))))
  }
}

async function refusalOf(clientId: string, ctx: Context): Promise<OAuthError> {
  const error = await resolveMetadataDocument(clientId, ctx).then(
    () => expect.unreachable('the client was resolved'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof OAuthError)) throw error
  expect(error).toMatchObject({ code: 'invalid_client', status: 401 })
  expect(error.reference?.document).toMatch(/^cimd-0[01]$/)
  expect(error.message).toMatch(/^client_id [\x20\x21\x23-\x5b\x5d-\x7e]*[^.]$/)
  return error
}

test('a least document becomes a public client with the usual defaults', async () => {
  verifies('server-accepts-metadata-documents')
  const { ctx, events } = world()
  const clientId = await hosting(serving())
  expect(await resolveMetadataDocument(clientId, ctx)).toEqual({
    clientId,
    source: 'metadata-document',
    authenticationMethod: 'none',
    clientName: 'Example client',
    redirectUris: ['http://127.0.0.1/callback', 'https://client.example/callback'],
    grantTypes: ['authorization_code'],
    responseTypes: ['code'],
    scope: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read', 'mcp:tools:write'],
    issuedAt: Date.UTC(2026, 10, 23) / 1000,
    metadata: {},
  })
  expect(events).toEqual([{ type: 'client.resolved', clientId }])
})

test('a full document is kept, members unknown here included', async () => {
  const shown = {
    client_uri: 'https://client.example/',
    logo_uri: 'https://client.example/logo.png',
    contacts: ['ops@client.example'],
    application_type: 'native',
    'client_name#de': 'Beispiel',
    x_extension: { deep: [1] },
  }
  const clientId = await hosting(
    serving((document) => ({
      ...document,
      ...shown,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'mcp:tools:admin mcp:tools:list',
    })),
  )
  expect(await resolveMetadataDocument(clientId, world().ctx)).toMatchObject({
    authenticationMethod: 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
    scope: ['mcp:tools:admin', 'mcp:tools:list'],
    metadata: shown,
  })
})

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/cimd+json'])(
  'content type %s is fine',
  async (type) => {
    const clientId = await hosting(serving(undefined, type))
    expect(await resolveMetadataDocument(clientId, world().ctx)).toMatchObject({ clientId })
  },
)

test('a document of more than five kilobytes is refused, and not kept', async () => {
  const { ctx, events } = world()
  const seen = vi.fn<RequestListener>(serving((document) => ({ ...document, padding: 'x'.repeat(5 * 1024) })))
  const clientId = await hosting(seen)
  expect(await refusalOf(clientId, ctx)).toMatchObject({
    message: 'client_id document must be at most 5120 bytes long',
    requirement: 'server-guards-document-fetch',
  })
  await refusalOf(clientId, ctx)
  expect(seen).toHaveBeenCalledTimes(2)
  expect(events).toEqual([])
})

test('requests at the same time cause one fetch, and later ones none', async () => {
  verifies('server-caches-metadata-documents')
  const { ctx } = world()
  const seen = vi.fn<RequestListener>(serving())
  const clientId = await hosting(seen)
  const resolved = await Promise.all(Array.from({ length: 20 }, () => resolveMetadataDocument(clientId, ctx)))
  expect(new Set(resolved.map((client) => client.clientId))).toEqual(new Set([clientId]))
  await resolveMetadataDocument(clientId, ctx)
  expect(seen).toHaveBeenCalledTimes(1)
})

const PAGE = '<title>internal-secret</title>'

test.each<{ name: string; listener: RequestListener; says: string; reason: string }>([
  {
    name: 'malformed JSON',
    listener: (_, r) => r.setHeader('content-type', 'application/json').end('{"internal-secret": '),
    says: 'must be a JSON object',
    reason: 'JSON',
  },
  {
    name: 'HTML',
    listener: (_, r) => r.setHeader('content-type', 'text/html').end(PAGE),
    says: 'application/json',
    reason: 'text/html',
  },
  {
    name: 'JSON by another name',
    listener: (_, r) => r.setHeader('content-type', 'text/json').end('{}'),
    says: 'application/json',
    reason: 'text/json',
  },
  {
    name: 'JSON in a parameter only',
    listener: (_, r) => r.setHeader('content-type', 'text/html; a=application/json').end('{}'),
    says: 'application/json',
    reason: 'text/html',
  },
  { name: 'no content type', listener: (_, r) => r.end('{}'), says: 'application/json', reason: 'no content type' },
  { name: '404', listener: (_, r) => r.writeHead(404).end(PAGE), says: 'status 200', reason: 'status 404' },
  {
    name: '201',
    listener: (q, r) => serving()(q, Object.assign(r, { statusCode: 201 })),
    says: 'status 200',
    reason: 'status 201',
  },
  {
    name: 'an empty body',
    listener: (_, r) => r.setHeader('content-type', 'application/json').end(),
    says: 'must be a JSON object',
    reason: 'JSON',
  },
])('$name is refused; the wire does not say what was there', async ({ listener, says, reason }) => {
  const error = await refusalOf(await hosting(listener), world().ctx)
  expect(error.requirement).toBe('client-serves-metadata-document')
  expect(error.message).toContain(says)
  expect(error.message).not.toMatch(/internal-secret|text\/|404|201/)
  expect(error.reason).toContain(reason)
})

test('a redirect is refused and its target never asked', async () => {
  verifies('server-guards-document-fetch')
  const target = vi.fn<RequestListener>(serving())
  const elsewhere = await hosting(target)
  const clientId = await hosting((_, response) => response.writeHead(302, { location: elsewhere }).end())
  const error = await refusalOf(clientId, world().ctx)
  expect(error).toMatchObject({
    message: expect.stringContaining('without redirect'),
    requirement: 'client-serves-metadata-document',
    reason: 'status 302',
  })
  expect(target).not.toHaveBeenCalled()
})

test('a slow document is given up; the server goes on meanwhile', async () => {
  const real = safeOutbound()
  const asked = vi.fn<Outbound['get']>((url, options) => real.get(url, { ...options, timeout: 50 }))
  const clientId = await hosting(() => undefined)
  const error = await refusalOf(clientId, world({ outbound: { post: () => expect.unreachable(), get: asked } }).ctx)
  expect(error).toMatchObject({
    message: 'client_id document must be served within 5 seconds',
    requirement: 'server-accepts-metadata-documents',
  })
  expect(asked.mock.calls).toEqual([[clientId, { limit: 5120, timeout: 5000, reach: 'loopback' }]])
})

test.each([
  { address: '10.0.0.1', block: 'private use' },
  { address: '169.254.169.254', block: 'link local' },
  { address: '100.64.0.1', block: 'shared address space' },
  { address: '0.0.0.0', block: 'this network' },
  { address: '::ffff:192.168.0.1', block: 'IPv4-mapped, private use' },
  { address: 'fd00::1', block: 'unique local' },
])(
  'a URL that leads to $address is not fetched, and the wire does not say where it leads',
  async ({ address, block }) => {
    const outbound = safeOutbound({ lookup: async () => [{ address, family: address.includes(':') ? 6 : 4 }] })
    const error = await refusalOf('https://client.test/client.json', world({ outbound }).ctx)
    expect(error.message).toBe('client_id must be a URL that may be fetched, not one at a special-use address')
    expect(error.requirement).toBe('server-guards-document-fetch')
    expect(error.reason).toBe(`blocked: client.test is at ${address} (${block})`)
  },
)

test('loopback is fetched only by an authorization server on loopback, and only while the setting allows it', async () => {
  const seen = vi.fn<RequestListener>(serving())
  const clientId = await hosting(seen)
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
  const given = { outbound: safeOutbound({ lookup }) }
  for (const { ctx } of [
    world({ ...given, config: { loopbackClientMetadata: false } }),
    world({ ...given, issuer: 'https://auth.example' }),
    // The name is of this machine, but others can ask under it.
    world({ ...given, config: { host: '0.0.0.0', publicUrl: 'http://127.0.0.1:8765' } }),
  ]) {
    expect(await refusalOf(clientId, ctx)).toMatchObject({
      message: 'client_id must use https',
      requirement: 'client-uses-valid-metadata-document-url',
    })
    expect((await refusalOf('https://client.test/client.json', ctx)).reason).toContain('127.0.0.1 (loopback)')
  }
  expect(seen).not.toHaveBeenCalled()
  await expect(resolveMetadataDocument(clientId, world({ issuer: 'http://localhost:8765' }).ctx)).resolves.toBeDefined()
})

test('a host without address and a failure of our own are told apart', async () => {
  const outbound = safeOutbound({ lookup: () => Promise.reject(new Error('ENOTFOUND')) })
  const error = await refusalOf('https://client.test/client.json', world({ outbound }).ctx)
  expect(error).toMatchObject({
    message: 'client_id document could not be fetched from its URL',
    requirement: 'server-accepts-metadata-documents',
  })
  const broken: Outbound = { post: () => expect.unreachable(), get: () => Promise.reject(new RangeError('bug')) }
  await expect(resolveMetadataDocument('https://client.test/c', world({ outbound: broken }).ctx)).rejects.toThrow(
    RangeError,
  )
})

test('only what starts like a web address is taken for one', () => {
  expect(
    ['https://a.example/c', 'HTTPS://a.example/c', 'http://a.example/c', 'https://'].every(isMetadataDocumentUrl),
  ).toBe(true)
  expect(['client_1', '', 'https:a', 'ftp://a.example/c', ' https://a.example/c'].some(isMetadataDocumentUrl)).toBe(
    false,
  )
})
