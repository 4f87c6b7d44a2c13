import { expect, test } from 'vitest'
import { json, type Reply } from './support/http-server.ts'
import { expectOneLine, savedAnything, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { Setup } from './support/world.ts'

const { terminal, world } = useWorlds()

/** A server that takes no authorization request but a pushed one; `answer` may replace what it says to a push. */
function wantsPushed(metadata: object, answer: (right: Reply) => Reply = (right) => right): Partial<Setup> {
  const pushed = new Map<string, URLSearchParams>()
  return {
    deviate: (request, reply, { server }) => {
      if (request.path === '/.well-known/oauth-authorization-server') {
        const more = {
          pushed_authorization_request_endpoint: `${server.origin}/as/par`,
          require_pushed_authorization_requests: true,
        }
        return json(200, { ...JSON.parse(reply.body ?? ''), ...more, ...metadata })
      }
      if (request.path === '/as/par') {
        const form = new URLSearchParams(request.body)
        if (server.authenticate(request, form) === undefined) return json(401, { error: 'invalid_client' })
        const reference = `urn:ietf:params:oauth:request_uri:${pushed.size}`
        pushed.set(reference, form)
        return answer(json(201, { request_uri: reference, expires_in: 60 }))
      }
      const query = pushed.get(request.query.get('request_uri') ?? '')
      if (request.path !== '/as/authorize') return reply
      return query === undefined ? json(400, { error: 'invalid_request' }) : server.authorize({ ...request, query })
    },
  }
}

test.each(['none', 'client_secret_post'] as const)(
  'a request is pushed where the server says so, by a client of %s',
  async (registeredMethod) => {
    verifies('client-pushes-required-requests')
    const { url, to } = await world({ ...wantsPushed({}), registeredMethod })
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    const form = new URLSearchParams(to('/as/par')[0]?.body)
    expect(Object.fromEntries(form)).toMatchObject({ response_type: 'code', resource: url, scope: 'mcp:read' })
    expect(form.getAll('client_id')).toEqual(['registered-1'])
    expect(Object.fromEntries(to('/as/authorize')[0]?.query ?? [])).toEqual({
      client_id: 'registered-1',
      request_uri: 'urn:ietf:params:oauth:request_uri:0',
    })
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
  },
)

test('with HTTP Basic, the client_id is part of the request all the same', async () => {
  const { url, to } = await world({ registeredMethod: 'client_secret_basic', ...wantsPushed({}) })
  await terminal().run('login', url)
  const [push] = to('/as/par')
  expect(push?.headers.authorization).toMatch(/^Basic /)
  expect(new URLSearchParams(push?.body).getAll('client_id')).toEqual(['registered-1'])
})

test('a request is pushed where the registration says so', async () => {
  verifies('client-pushes-required-requests')
  const offered = wantsPushed({ require_pushed_authorization_requests: undefined })
  const { url, to } = await world({
    deviate: (request, right, here) =>
      request.path === '/as/register'
        ? json(201, { ...JSON.parse(right.body ?? ''), require_pushed_authorization_requests: true })
        : (offered.deviate?.(request, right, here) ?? right),
  })
  expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
  expect(to('/as/par')).toHaveLength(1)
})

test('and is not where the server only offers it', async () => {
  const { url, to } = await world(wantsPushed({ require_pushed_authorization_requests: undefined }))
  terminal().browser = async () => undefined
  await terminal().run('login', url, '--timeout', '0.2')
  expect(to('/as/par')).toEqual([])
})

test.each([
  ['no endpoint', wantsPushed({ pushed_authorization_request_endpoint: undefined }), 1, /has no pushed_author/],
  ['a refusal', wantsPushed({}, () => json(400, { error: 'invalid_scope' })), 4, /refused: invalid_scope \(HTTP 400\)/],
  ['HTML', wantsPushed({}, () => ({ status: 201, body: '<p>' })), 1, /HTTP 201 with HTML instead of JSON/],
  ['no request_uri', wantsPushed({}, () => json(201, {})), 1, /without a request_uri/],
  ['an endpoint that is none', wantsPushed({ pushed_authorization_request_endpoint: 'file:///x' }), 1, /neither https/],
])('%s: one line, and no browser', async (_what, setup, status, says) => {
  const { url, to } = await world(setup)
  const login = await terminal().run('login', url)
  expectOneLine(login)
  expect(login).toMatchObject({ status, stderr: expect.stringMatching(says) })
  expect(to('/as/authorize')).toEqual([])
  expect(savedAnything(terminal())).toBe(false)
})
