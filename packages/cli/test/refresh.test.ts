import { describe, expect, test } from 'vitest'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup, World } from './support/world.ts'

const { terminal, world } = useWorlds()

const rpcMethods = ({ to }: World): readonly string[] =>
  to('/mcp').map(({ method, body }) => (method === 'POST' ? JSON.parse(body).method : method))

async function loggedIn(changes: Partial<Setup> = {}): Promise<World> {
  const started = await world(changes)
  expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
  started.to('/mcp')
  return started
}

describe('refresh', () => {
  const refreshes = ({ to }: World): readonly URLSearchParams[] =>
    to('/as/token')
      .map(({ body }) => new URLSearchParams(body))
      .filter((form) => form.get('grant_type') === 'refresh_token')

  test('a token near its end is renewed before it is used, with resource, and the rotated one is kept', async () => {
    verifies('client-sends-resource-on-refresh', 'client-uses-rotated-refresh-token')
    const started = await loggedIn({ expiresIn: 60 })
    await terminal().run('call', started.url, 'tools/list')
    expect(refreshes(started)).toHaveLength(0)
    for (const round of [1, 2]) {
      terminal().advance(31)
      expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
      expect(refreshes(started)).toHaveLength(round)
    }
    const [first, second] = refreshes(started)
    expect(Object.fromEntries(first ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: expect.stringMatching(/^rt-/),
      resource: started.url,
      client_id: 'registered-1',
    })
    expect(second?.get('refresh_token')).not.toBe(first?.get('refresh_token'))
  })

  test('expires_in as a string counts', async () => {
    const started = await loggedIn({ expiresIn: '60' })
    terminal().advance(31)
    await terminal().run('call', started.url, 'tools/list')
    expect(refreshes(started)).toHaveLength(1)
  })

  test('many processes at once use each refresh token once', async () => {
    verifies('client-uses-rotated-refresh-token')
    const started = await loggedIn({ expiresIn: 60 })
    terminal().advance(61)
    const calls = await Promise.all(Array.from({ length: 8 }, () => terminal().run('call', started.url, 'tools/list')))
    expect(calls.map(({ status }) => status)).toEqual(Array(8).fill(0))
    expect(refreshes(started)).toHaveLength(1)
  })

  test('a 401 is answered by one refresh and the same request', async () => {
    verifies('client-recovers-from-expired-token', 'client-authorizes-on-401')
    const started = await loggedIn()
    started.server.accessTokens.clear()
    const before = started.to('/mcp').length
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 0 })
    expect(refreshes(started)).toHaveLength(1)
    expect(rpcMethods(started).slice(before)).toEqual(['server/discover', 'server/discover', 'tools/list'])
  })

  test('and by nothing more when the new token is refused as well', async () => {
    verifies('client-recovers-from-expired-token')
    const started = await loggedIn()
    started.server.accessTokens.add = () => started.server.accessTokens
    started.server.accessTokens.clear()
    const call = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(call)
    expect(call).toMatchObject({ status: 4, stderr: expect.stringContaining(`mcp-auth login ${started.url}`) })
    expect(refreshes(started)).toHaveLength(1)
  })

  test('and the user is not asked either, though they are there', async () => {
    verifies('client-recovers-from-expired-token')
    const started = await loggedIn()
    started.server.accessTokens.add = () => started.server.accessTokens
    started.server.accessTokens.clear()
    const call = await terminal().run('call', started.url, 'tools/list', '--headless')
    expectOneLine(call)
    expect(call.status).toBe(4)
    expect(started.to('/as/authorize')).toHaveLength(1)
  })

  test('a dead refresh token ends the login, and is not sent again', async () => {
    verifies('client-drops-rejected-credentials')
    const started = await loggedIn({ expiresIn: 60 })
    started.server.refreshTokens.clear()
    terminal().advance(61)
    const call = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(call)
    expect(call).toMatchObject({ status: 4, stderr: expect.stringMatching(/login has ended.*invalid_grant/) })
    await terminal().run('call', started.url, 'tools/list')
    expect(refreshes(started)).toHaveLength(1)
  })

  test('a forgotten client is registered anew at the next login', async () => {
    verifies('client-drops-rejected-credentials')
    const started = await loggedIn({ expiresIn: 60 })
    started.server.clients.clear()
    terminal().advance(61)
    expect(await terminal().run('call', started.url, 'tools/list')).toMatchObject({ status: 4 })
    expect(await terminal().run('login', started.url)).toMatchObject({ status: 0 })
    expect(started.to('/as/register')).toHaveLength(2)
  })

  test('after a 401, tokens do not go to an authorization server that the resource left', async () => {
    verifies('client-rereads-resource-metadata', 'client-reuses-no-foreign-credentials', 'client-protects-tokens')
    let moved = false
    const elsewhere = await world()
    const started = await loggedIn({
      deviate: (request, reply) =>
        moved && request.path === '/custom/prm.json'
          ? {
              ...reply,
              body: JSON.stringify({
                ...JSON.parse(reply.body ?? ''),
                authorization_servers: [elsewhere.server.issuer],
              }),
            }
          : reply,
    })
    moved = true
    started.server.accessTokens.clear()
    const call = await terminal().run('call', started.url, 'tools/list')
    expectOneLine(call)
    expect(call).toMatchObject({ status: 4, stderr: expect.stringContaining('is now protected by') })
    expect(refreshes(started)).toEqual([])
    await terminal().run('login', started.url)
    expect(elsewhere.to('/as/register')).toHaveLength(1)
  })
})
