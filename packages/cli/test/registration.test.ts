import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { json, type Recorded } from './support/http-server.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

const form = ({ body }: Recorded): URLSearchParams => new URLSearchParams(body)

/** The registration answer, changed. */
const registering = (members: object): Partial<Setup> => ({
  deviate: (request, right) =>
    request.path === '/as/register' ? json(201, { ...JSON.parse(right.body ?? ''), ...members }) : right,
})

describe('what the registration answer says holds', () => {
  test('a secret that has expired is not used again', async () => {
    verifies('client-follows-registered-values')
    const soon = Math.floor(Date.now() / 1000) + 60
    const { url, to } = await world({
      registeredMethod: 'client_secret_post',
      ...registering({ client_secret_expires_at: soon }),
    })
    await terminal().run('login', url)
    await terminal().run('login', url)
    expect(to('/as/register')).toHaveLength(1)
    terminal().advance(61)
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    expect(to('/as/register')).toHaveLength(2)
  })

  test.each([
    ['other redirect URIs', { redirect_uris: ['http://127.0.0.1:1/other'] }, /other redirect_uris/],
    ['a method that is not known here', { token_endpoint_auth_method: 'tls_client_auth' }, /tls_client_auth/],
    [
      'a method that needs a secret, and none',
      { token_endpoint_auth_method: 'client_secret_basic' },
      /without a client_secret/,
    ],
    [
      'a method that needs a key',
      { token_endpoint_auth_method: 'private_key_jwt', client_secret: 's' },
      /private_key_jwt, which is not known/,
    ],
  ])('%s: one line, nobody is sent to authorize', async (_what, members, says) => {
    verifies('client-follows-registered-values', 'client-uses-registered-redirect-uri')
    const { url, to } = await world(registering(members))
    const login = await terminal().run('login', url)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(to('/as/authorize')).toEqual([])
    expect(savedAnything(terminal())).toBe(false)
  })

  test('a redirect URI without its port is the one that was sent (RFC 8252 §7.3)', async () => {
    verifies('client-uses-registered-redirect-uri')
    const { url } = await world(registering({ redirect_uris: ['http://127.0.0.1/callback'] }))
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
  })
})

describe('the redirect URI', () => {
  test('is the one that was registered, at every login', async () => {
    verifies('client-uses-registered-redirect-uri')
    const { url, to } = await world()
    for (const args of [[], [], ['--register'], ['--redirect-uri', 'http://localhost:0/other']]) {
      await terminal().run('login', url, ...args)
    }
    const registered = to('/as/register').flatMap(({ body }) => JSON.parse(body).redirect_uris)
    const used = to('/as/authorize').map(({ query }) => query.get('redirect_uri'))
    expect(used).toHaveLength(4)
    expect(used.filter((uri) => !registered.includes(uri))).toEqual([])
  })

  test.each([
    'http://app.example/callback',
    'http://192.168.0.1/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://localhost@evil.example/callback',
    'myapp://callback',
    'javascript:alert(1)',
    'urn:ietf:wg:oauth:2.0:oob',
    'callback',
  ])('is never %s', async (redirectUri) => {
    verifies('client-uses-safe-redirect-uri')
    const { url, to } = await world()
    const login = await terminal().run('login', url, '--redirect-uri', redirectUri)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 2, stderr: expect.stringContaining('must be https, or http on 127.0.0.1') })
    expect(to('/as/register')).toEqual([])
  })
})

describe('a client that is a metadata document', () => {
  const documents = { clientIdMetadataDocuments: true }

  test.each([
    'http://client.example/mcp.json',
    'https://client.example',
    'https://client.example/',
    'https://client.example/mcp.json#x',
    'https://user@client.example/mcp.json',
    'https://:pass@client.example/mcp.json',
    'https://client.example/a/../mcp.json',
    'https://client.example/./mcp.json',
    'https://client.example/..',
    'client.example/mcp.json',
    'mailto:client@client.example',
  ])('is not named %s', async (document) => {
    verifies('client-uses-valid-metadata-document-url')
    const { url, to } = await world(documents)
    const login = await terminal().run('login', url, '--client-metadata-url', document)
    expectOneLine(login)
    expect(login).toMatchObject({ status: 2, stderr: expect.stringContaining('must be an https URL with a path') })
    expect([...to('/as/register'), ...to('/as/authorize')]).toEqual([])
  })

  test.each(['https://client.example/mcp.json', 'https://client.example/a..b/.well-known/c'])(
    'may be %s',
    async (document) => {
      verifies('client-uses-valid-metadata-document-url', 'client-has-client-id')
      const { url, to } = await world(documents)
      expect(await terminal().run('login', url, '--client-metadata-url', document)).toMatchObject({ status: 0 })
      expect(to('/as/authorize')[0]?.query.get('client_id')).toBe(document)
      expect(form(to('/as/token')[0] as Recorded).get('client_id')).toBe(document)
    },
  )

  test('and that announces a key signs each of its token requests', async () => {
    verifies('client-may-use-private-key-jwt', 'client-refreshes-within-grant')
    const { url, to } = await world({ ...documents, expiresIn: 60 })
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const env = { variables: { MCP_AUTH_CLI_HOME: terminal().home, MCP_AUTH_PRIVATE_KEY: key } }
    const document = 'https://client.example/mcp.json'
    const login = await terminal().runWith(env, 'login', url, '--client-id', document)
    expect(login).toMatchObject({ status: 0 })
    terminal().advance(31)
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
    const requests = to('/as/token').map(form)
    expect(requests.map((sent) => sent.get('grant_type'))).toEqual(['authorization_code', 'refresh_token'])
    for (const sent of requests) {
      const claims = JSON.parse(Buffer.from(sent.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString())
      expect(claims).toMatchObject({ iss: document, sub: document })
    }
    expect(to('/as/register')).toEqual([])
  })
})

test('nothing is registered at a place that no metadata names', async () => {
  verifies('client-accepts-static-credentials', 'client-has-client-id')
  const { url, to, requests } = await world({ registration: false })
  expect(await terminal().run('login', url)).toMatchObject({ status: 1 })
  expect(to('/as/authorize')).toEqual([])
  expect(requests.filter(({ method, path }) => method === 'POST' && path !== '/mcp')).toEqual([])
})
