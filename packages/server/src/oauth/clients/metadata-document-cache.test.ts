import { expect, test } from 'vitest'
import { VirtualClock } from '../../core/clock.ts'
import { parseConfig } from '../../core/config.ts'
import type { Context } from '../../core/context.ts'
import { freshness } from '../../core/freshness.ts'
import { countingIds } from '../../core/ids.ts'
import { OutboundError, type OutboundResponse } from '../../core/outbound.ts'
import type { Stored } from '../../core/store.ts'
import { clients } from '../records.ts'
import { resolveMetadataDocument } from './metadata-document.ts'

const URL_OF_CLIENT = 'https://client.example/client.json'

/** A client's web server in memory, which answers whatever `answer` is at the moment. */
function world() {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23))
  const entries = new Map<string, Stored>()
  const state = { fetches: 0, events: 0, answer: document() as OutboundResponse | OutboundError }
  const ctx: Context = {
    config: parseConfig(),
    clock,
    ids: countingIds(),
    store: {
      get: async (key) => entries.get(key),
      put: async (key, entry) => void entries.set(key, entry),
      update: async (key, change) => {
        const changed = change(entries.get(key))
        if (changed !== undefined) entries.set(key, changed)
        return changed
      },
      delete: async (key) => void entries.delete(key),
      async *list() {},
    },
    outbound: {
      post: () => expect.unreachable(),
      async get() {
        state.fetches += 1
        if (state.answer instanceof OutboundError) throw state.answer
        return state.answer
      },
    },
    issuer: 'https://auth.example',
    resources: ['https://auth.example/mcp/oauth'],
    identityProviders: [],
    emit: () => {
      state.events += 1
    },
    point: async (_, value) => value,
  }
  return { ctx, clock, state, entries, resolve: () => resolveMetadataDocument(URL_OF_CLIENT, ctx) }
}

function document(headers: Record<string, string> = {}, changes: Record<string, unknown> = {}): OutboundResponse {
  const body = { client_id: URL_OF_CLIENT, client_name: 'A', redirect_uris: ['https://client.example/cb'], ...changes }
  return {
    status: 200,
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    body: JSON.stringify(body),
  }
}

const DATE = 'Mon, 23 Nov 2026 00:00:00 GMT'

test.each<{ headers: Record<string, string>; seconds: number }>([
  { headers: {}, seconds: 300 },
  { headers: { 'cache-control': 'public, max-age=60' }, seconds: 60 },
  { headers: { 'cache-control': 'Max-Age="60"' }, seconds: 60 },
  { headers: { 'cache-control': 'max-age=60, max-age=600' }, seconds: 60 },
  { headers: { 'cache-control': 'max-age=60', age: '50' }, seconds: 10 },
  { headers: { 'cache-control': 'max-age=60', expires: 'Tue, 24 Nov 2026 00:00:00 GMT' }, seconds: 60 },
  { headers: { 'cache-control': 'max-age=31536000' }, seconds: 86_400 },
  { headers: { expires: 'Mon, 23 Nov 2026 00:02:00 GMT' }, seconds: 120 },
  { headers: { date: 'Mon, 23 Nov 2026 08:00:00 GMT', expires: 'Mon, 23 Nov 2026 08:02:00 GMT' }, seconds: 120 },
  { headers: { 'cache-control': 'no-store, max-age=60' }, seconds: 0 },
  { headers: { 'cache-control': 'max-age=60, no-cache' }, seconds: 0 },
  { headers: { 'cache-control': 'no-cache="set-cookie"' }, seconds: 0 },
  { headers: { 'cache-control': 'max-age=0' }, seconds: 0 },
  { headers: { 'cache-control': 'max-age=-5' }, seconds: 0 },
  { headers: { 'cache-control': 'max-age=soon' }, seconds: 0 },
  { headers: { 'cache-control': 'max-age=60', age: '61' }, seconds: 0 },
  { headers: { expires: '0' }, seconds: 0 },
  { headers: { expires: 'never' }, seconds: 0 },
  { headers: { expires: DATE, date: DATE }, seconds: 0 },
  { headers: { vary: 'Accept, *', 'cache-control': 'max-age=60' }, seconds: 0 },
])('a document with $headers stands for $seconds seconds', async ({ headers, seconds }) => {
  const { clock, state, resolve } = world()
  expect(freshness(new Headers(headers), clock.now())).toBe(seconds)
  state.answer = document(headers)
  await resolve()
  clock.advance(Math.max(seconds - 1, 0))
  await resolve()
  expect(state.fetches).toBe(seconds === 0 ? 2 : 1)
  clock.advance(1)
  await resolve()
  expect(state).toMatchObject({ fetches: seconds === 0 ? 3 : 2, events: seconds === 0 ? 3 : 2 })
})

test('what may not be kept is not in the store', async () => {
  const { state, entries, resolve } = world()
  state.answer = document({ 'cache-control': 'no-store' })
  await resolve()
  expect(entries.size).toBe(0)
})

test('a client that changes is known as it is now once its document went stale', async () => {
  const { clock, state, resolve } = world()
  await resolve()
  state.answer = document({}, { redirect_uris: ['https://client.example/new'] })
  expect((await resolve()).redirectUris).toEqual(['https://client.example/cb'])
  clock.advance(300)
  expect((await resolve()).redirectUris).toEqual(['https://client.example/new'])
})

test.each<{ name: string; answer: OutboundResponse }>([
  { name: 'an error status', answer: { ...document({ 'cache-control': 'max-age=600' }), status: 500 } },
  { name: 'a malformed document', answer: { ...document({ 'cache-control': 'max-age=600' }), body: '{' } },
  {
    name: 'a document of another client',
    answer: document({ 'cache-control': 'max-age=600' }, { client_id: 'https://a/b' }),
  },
])('$name is never kept: the next request asks again and succeeds', async ({ answer }) => {
  const { state, entries, resolve } = world()
  state.answer = answer
  await expect(resolve()).rejects.toMatchObject({ code: 'invalid_client' })
  expect(entries.size).toBe(0)
  state.answer = document()
  expect(await resolve()).toMatchObject({ clientId: URL_OF_CLIENT })
  expect(state.fetches).toBe(2)
})

test.each(['unreachable', 'timeout', 'blocked'] as const)(
  'a URL that gave no answer (%s) is asked again after five seconds, and not before',
  async (failure) => {
    const { clock, state, resolve } = world()
    state.answer = new OutboundError(failure, 'at 10.0.0.1')
    const first = await resolve().catch((error: unknown) => error)
    state.answer = document()
    clock.advance(4)
    const second = await resolve().catch((error: unknown) => error)
    expect(second).toMatchObject({ code: 'invalid_client', reason: `${failure}: at 10.0.0.1` })
    expect(String(second)).toBe(String(first))
    expect(state.fetches).toBe(1)
    clock.advance(1)
    expect(await resolve()).toMatchObject({ clientId: URL_OF_CLIENT })
  },
)

test('a document that was good and is gone is not trusted beyond its time', async () => {
  const { clock, state, resolve } = world()
  await resolve()
  state.answer = { ...document(), status: 410 }
  await resolve()
  clock.advance(300)
  await expect(resolve()).rejects.toMatchObject({ code: 'invalid_client' })
})

test('a client registered under the URL beforehand stands, and nothing is fetched', async () => {
  const { ctx, state, resolve } = world()
  const known = { ...(await resolve()), source: 'registered' as const, clientName: 'Known' }
  await clients(ctx).put(URL_OF_CLIENT, known)
  state.fetches = 0
  expect(await resolve()).toEqual(known)
  expect(state.fetches).toBe(0)
})
