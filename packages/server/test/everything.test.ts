import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../src/index.ts'
import { LiveSessions } from '../src/mcp/everything/live-sessions.ts'
import { memoryStore } from '../src/store/memory.ts'
import {
  accept,
  beginSession,
  call,
  clientToken,
  EVERYTHING,
  exchange,
  inSession,
  modern,
  OTHER,
  startEverything,
  textOf,
} from './support/everything.ts'
import { type Harness, mcpRequest, messageOf, startHarness } from './support/harness.ts'
import { EventReader } from './support/stream.ts'
import { verifies } from './support/verifies.ts'

test('by default the endpoint is not there', async () => {
  const response = await startHarness().fetch(mcpRequest('tools/list', {}, 'any', { path: EVERYTHING }))
  expect(response.status).toBe(404)
})

describe('the guard is in front of it', () => {
  test('without a token 401, with one for another resource 401', async () => {
    const harness = startEverything()
    expect((await modern(harness, undefined, 'tools/list', {})).status).toBe(401)
    const elsewhere = await clientToken(harness, { resource: 'http://127.0.0.1:8765/mcp/oauth' })
    expect((await modern(harness, elsewhere, 'tools/list', {})).status).toBe(401)
  })

  test.each([
    { method: 'tools/call', params: call('test_simple_text'), needs: 'mcp:tools:echo' },
    { method: 'tools/list', params: {}, needs: 'mcp:tools:list' },
    { method: 'resources/read', params: { uri: 'test://static-text' }, needs: 'mcp:tools:read' },
    { method: 'prompts/get', params: { name: 'test_simple_prompt' }, needs: 'mcp:tools:read' },
    { method: 'subscriptions/listen', params: { notifications: {} }, needs: 'mcp:tools:list' },
  ])('$method needs $needs', async ({ method, params, needs }) => {
    const harness = startEverything()
    const others = ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read'].filter((scope) => scope !== needs)
    const refused = await modern(harness, await clientToken(harness, { scope: others.join(' ') }), method, params)
    expect(refused.status).toBe(403)
    expect(refused.headers.get('www-authenticate')).toContain(`scope="${needs}"`)
    const served = await modern(harness, await clientToken(harness, { scope: needs }), method, params)
    expect(served.status).toBe(200)
    await served.body?.cancel()
  })
})

describe('one tool, both lifecycles', () => {
  test('2026-07-28: a result asks, and the request comes again with the answer', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const tool = call('test_elicitation', { message: 'Who?' })
    const { result: first } = await messageOf(await modern(harness, token, 'tools/call', tool))
    expect(first).toMatchObject({
      resultType: 'input_required',
      inputRequests: { form: { method: 'elicitation/create', params: { message: 'Who?' } } },
    })
    const inputResponses = { form: accept({ username: 'alice', email: 'alice@example.com' }) }
    const { result } = await messageOf(await modern(harness, token, 'tools/call', { ...tool, inputResponses }))
    expect(textOf(result)).toBe(
      'User response: action=accept, content={"username":"alice","email":"alice@example.com"}',
    )
  })

  test('2025-11-25: the stream asks, and goes on after the answer was posted', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    const tool = call('test_elicitation', { message: 'Who?' })
    const stream = new EventReader(await inSession(harness, token, session, 'tools/call', tool))
    const question = await stream.message()
    expect(question).toMatchObject({ method: 'elicitation/create', params: { message: 'Who?' } })
    const body = { jsonrpc: '2.0', id: question.id, result: { action: 'decline' } }
    expect((await exchange(harness, token, { method: 'POST', session, body })).status).toBe(202)
    expect(textOf((await stream.message()).result)).toBe('User response: action=decline, content={}')
    expect(await stream.next()).toBeUndefined()
  })

  test('2025-11-25 without a session: what needs no question is served, what does says so', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const plain = (name: string, given?: Record<string, unknown>) =>
      harness.fetch(mcpRequest('tools/call', call(name, given), token, { path: EVERYTHING }))
    expect(textOf((await messageOf(await plain('test_simple_text'))).result)).toContain('simple text')
    const { result } = await messageOf(await plain('test_sampling', { prompt: 'Hello' }))
    expect(result).toMatchObject({ isError: true })
    expect(textOf(result)).toContain('the client on this 2025-era connection did not declare the required capability')
  })
})

describe('a session with streams', () => {
  const listen = async (harness: Harness, token: string, session: string) =>
    new EventReader(await exchange(harness, token, { method: 'GET', session }))

  test('tells of changes on its own stream, and only on that of its caller', async () => {
    const harness = startEverything()
    const [token, other] = [await clientToken(harness), await clientToken(harness, OTHER)]
    const [session, others] = [await beginSession(harness, token), await beginSession(harness, other)]
    const [stream, othersStream] = [await listen(harness, token, session), await listen(harness, other, others)]
    const uri = 'test://watched-resource'
    const update = () => inSession(harness, token, session, 'tools/call', call('test_trigger_resource_update'))
    await (await update()).text()
    await (await inSession(harness, token, session, 'resources/subscribe', { uri })).text()
    await (await update()).text()
    expect(await stream.message()).toMatchObject({ method: 'notifications/resources/updated', params: { uri } })
    await (await inSession(harness, token, session, 'resources/unsubscribe', { uri })).text()
    await (await update()).text()
    await (await inSession(harness, token, session, 'tools/call', call('test_trigger_tool_change'))).text()
    expect(await stream.message()).toMatchObject({ method: 'notifications/tools/list_changed' })
    await (await inSession(harness, other, others, 'tools/call', call('test_trigger_prompt_change'))).text()
    expect(await othersStream.message()).toMatchObject({ method: 'notifications/prompts/list_changed' })
  })

  test.each([
    { what: 'its stream', wants: { method: 'GET' as const } },
    { what: 'an answer in it', wants: { method: 'POST' as const, body: { jsonrpc: '2.0', id: 0, result: {} } } },
    { what: 'its end', wants: { method: 'DELETE' as const } },
  ])('is not there for another caller, who wants $what: 404', async ({ wants }) => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    const response = await exchange(harness, await clientToken(harness, OTHER), { ...wants, session })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: 'session_not_found' })
    expect((await inSession(harness, token, session, 'tools/list')).status).toBe(200)
  })

  test('has one stream, and a caller names the session', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    await listen(harness, token, session)
    expect((await exchange(harness, token, { method: 'GET', session })).status).toBe(409)
    expect((await exchange(harness, token, { method: 'GET' })).status).toBe(400)
  })

  test('ends by DELETE, and its streams with it', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    const stream = await listen(harness, token, session)
    expect((await exchange(harness, token, { method: 'DELETE', session })).status).toBe(204)
    expect(await stream.next()).toBeUndefined()
    expect((await inSession(harness, token, session, 'tools/list')).status).toBe(404)
  })

  test('ends with its lifetime: its streams when the next begins', async () => {
    const harness = startEverything({ sessionLifetime: 60 })
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    const stream = await listen(harness, token, session)
    harness.clock.advance(60)
    expect((await inSession(harness, token, session, 'tools/list')).status).toBe(404)
    await beginSession(harness, token)
    expect(await stream.next()).toBeUndefined()
  })

  test('is not there in another process, though that knows of it: 404, so that the client begins anew', async () => {
    const store = memoryStore(new VirtualClock(0))
    const [before, after] = [startEverything({}, { store }), startEverything({}, { store })]
    const token = await clientToken(before)
    const session = await beginSession(before, token)
    const response = await inSession(after, token, session, 'tools/list')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: 'session_not_found' })
    expect((await exchange(after, token, { method: 'GET', session })).status).toBe(404)
    expect((await inSession(before, token, session, 'tools/list')).status).toBe(200)
    await beginSession(after, token)
  })

  test('resumes a stream that was lost, by the last event seen', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const session = await beginSession(harness, token)
    const lost = new EventReader(await inSession(harness, token, session, 'tools/call', call('test_reconnection')))
    const { id = '' } = (await lost.next()) ?? {}
    expect(await lost.next()).toBeUndefined()
    const headers = { 'last-event-id': id }
    const resumed = new EventReader(await exchange(harness, token, { method: 'GET', session, headers }))
    expect(textOf((await resumed.message()).result)).toContain('the stream was resumed')
    const unknown = await exchange(harness, token, { method: 'GET', session, headers: { 'last-event-id': '999' } })
    expect(unknown.status).toBe(400)
  })
})

test('a process holds so many live sessions, and closes the least recently used', async () => {
  const closed: string[] = []
  const live = (id: string, endsAt: number) =>
    ({ endsAt, server: { close: async () => closed.push(id) } }) as unknown as Parameters<LiveSessions['add']>[1]
  const sessions = new LiveSessions(2)
  await sessions.add('a', live('a', 100), 0)
  await sessions.add('b', live('b', 100), 0)
  sessions.get('a')
  await sessions.add('c', live('c', 100), 0)
  expect(closed).toEqual(['b'])
  expect(sessions.get('b')).toBeUndefined()
  await sessions.add('d', live('d', 200), 100)
  expect(closed).toEqual(['b', 'a', 'c'])
  expect(sessions.size).toBe(1)
})

describe('subscriptions of 2026-07-28', () => {
  test('hear what they ask for, and nothing else', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const notifications = { toolsListChanged: true, resourceSubscriptions: ['test://watched-resource'] }
    const stream = new EventReader(await modern(harness, token, 'subscriptions/listen', { notifications }))
    expect(await stream.message()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' })
    for (const tool of ['test_trigger_prompt_change', 'test_trigger_resource_update', 'test_trigger_tool_change']) {
      await (await modern(harness, token, 'tools/call', call(tool))).text()
    }
    expect(await stream.message()).toMatchObject({ method: 'notifications/resources/updated' })
    expect(await stream.message()).toMatchObject({ method: 'notifications/tools/list_changed' })
    await stream.cancel()
  })
})

describe('tasks (SEP-2663)', () => {
  verifies('resource-binds-tasks')

  test.each(['tasks/get', 'tasks/cancel', 'tasks/list', 'tasks/result'])(
    '%s is served to nobody, so that no task is used under another authorization',
    async (method) => {
      const harness = startEverything()
      const token = await clientToken(harness)
      const params = { taskId: 'a-task' }
      const stateless = await modern(harness, token, method, params)
      expect(stateless.status).toBe(404)
      expect((await messageOf(stateless)).error).toMatchObject({ code: -32601 })
      const session = await beginSession(harness, token)
      const stream = new EventReader(await inSession(harness, token, session, method, params))
      expect((await stream.message()).error).toMatchObject({ code: -32601 })
    },
  )
})
