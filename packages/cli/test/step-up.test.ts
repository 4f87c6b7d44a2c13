import { describe, expect, test } from 'vitest'
import { json, type Recorded, type Reply } from './support/http-server.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { verifies } from './support/verifies.ts'
import type { World } from './support/world.ts'

const { terminal, world } = useWorlds()

const call = ['tools/call', '--tool-name', 'echo']

const asked = (started: World): readonly (string | null)[] =>
  started.to('/as/authorize').map(({ query }) => query.get('scope'))

/** Refuses a tool call with the scope that `needs` names, as long as it names one. */
function insisting(needs: (request: Recorded) => string | undefined) {
  return (request: Recorded, reply: Reply): Reply => {
    const scope = request.body.includes('"tools/call"') ? needs(request) : undefined
    if (scope === undefined || reply.status === 401) return reply
    return { status: 403, headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` } }
  }
}

describe('step-up', () => {
  test('asks for what was granted and what is needed, and calls again (C-STEP-01, C-STEP-02)', async () => {
    verifies('client-steps-up', 'client-unites-scopes')
    const first = new Set<string>()
    const needs = ({ headers }: Recorded) => {
      const token = headers.authorization ?? ''
      if (first.size === 0) first.add(token)
      return first.has(token) ? 'mcp:write' : undefined
    }
    const started = await world({ deviate: insisting(needs) })
    await terminal().run('login', started.url, '--headless')
    const done = await terminal().run('call', started.url, ...call, '--headless')
    expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining('needed: mcp:write') })
    expect(asked(started)).toEqual(['mcp:read', 'mcp:read mcp:write'])
    expect(await terminal().run('call', started.url, ...call)).toMatchObject({ status: 0, stderr: '' })
  })

  test('a server that asks for the same scope again is not asked for it again (C-STEP-03)', async () => {
    verifies('client-limits-step-up')
    const started = await world({ deviate: insisting(() => 'mcp:write') })
    await terminal().run('login', started.url, '--headless')
    const refused = await terminal().run('call', started.url, ...call, '--headless')
    expectOneLine(refused)
    expect(refused.status).toBe(4)
    expect(asked(started)).toHaveLength(2)
  })

  test('a server that asks for another scope each time is followed three times', async () => {
    verifies('client-limits-step-up')
    let round = 0
    const started = await world({ deviate: insisting(() => `mcp:${++round}`) })
    await terminal().run('login', started.url, '--headless')
    const refused = await terminal().run('call', started.url, ...call, '--headless')
    expect(refused.status).toBe(4)
    expect(asked(started)).toHaveLength(4)
  })

  test.each([
    ['nobody is there', insisting(() => 'mcp:write'), []],
    [
      'the 403 is about something else (C-STEP-04)',
      (request: Recorded, reply: Reply) => (request.body.includes('"tools/call"') ? { status: 403 } : reply),
      ['--headless'],
    ],
  ])('no authorization is asked for when %s', async (_what, deviate, args) => {
    verifies('client-accepts-other-403')
    const started = await world({ deviate })
    await terminal().run('login', started.url, '--headless')
    const refused = await terminal().run('call', started.url, ...call, ...args)
    expectOneLine(refused)
    expect(refused.status).toBe(4)
    expect(asked(started)).toHaveLength(1)
  })
})

describe('another authorization server', () => {
  async function moved(...login: string[]) {
    const next = await world({ clients: { mine: undefined } })
    let gone = false
    const started = await world({
      clients: { mine: undefined },
      deviate: (request, reply) => {
        if (!gone || request.path !== '/custom/prm.json') return reply
        return json(200, { ...JSON.parse(reply.body ?? ''), authorization_servers: [next.server.issuer] })
      },
    })
    await terminal().run('login', started.url, '--headless', ...login)
    gone = true
    started.server.accessTokens.clear()
    next.server.accessTokens.add = (token) => started.server.accessTokens.add(token)
    return { started, next, done: await terminal().run('call', started.url, 'tools/list', '--headless') }
  }

  test('is registered at anew, and shown nothing of the old one (C-BIND-02, C-BIND-03)', async () => {
    verifies('client-reuses-no-foreign-credentials', 'client-registers-anew-at-new-server')
    const { started, next, done } = await moved()
    expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining('is now protected by') })
    expect(next.to('/as/register')).toHaveLength(1)
    const old = [...started.server.refreshTokens.keys()].join('|')
    expect(JSON.stringify(next.requests)).not.toMatch(new RegExp(old))
  })

  test('never sees a client that the user has at the old one (C-BIND-04)', async () => {
    verifies('client-reports-moved-server')
    const { next, done } = await moved('--client-id', 'mine')
    expectOneLine(done)
    expect(done).toMatchObject({ status: 4, stderr: expect.stringContaining('another authorization server') })
    expect(next.to('/as/authorize')).toEqual([])
  })
})

test('--headless follows no page', async () => {
  const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<form>' }
  const started = await world({ deviate: (request, reply) => (request.path === '/as/authorize' ? page : reply) })
  const login = await terminal().run('login', started.url, '--headless')
  expectOneLine(login)
  expect(login).toMatchObject({ status: 4, stderr: expect.stringContaining('instead of sending the user back') })
  expect(login.stderr).not.toContain('code_verifier')
})
