import { expect, test } from 'vitest'
import { VirtualClock } from '../core/clock.ts'
import { parseConfig } from '../core/config.ts'
import type { Context } from '../core/context.ts'
import { countingIds } from '../core/ids.ts'
import { memoryStore } from '../store/memory.ts'
import { publicKeys, rotate, signingKey } from './keys.ts'

test('a key can be replaced at any time, and stays published for the lifetime of an access token', async () => {
  const clock = new VirtualClock(0)
  const ctx: Context = {
    config: parseConfig({ accessTokenLifetime: 60 }),
    clock,
    ids: countingIds(),
    store: memoryStore(clock),
    outbound: { post: () => expect.unreachable(), get: () => expect.unreachable() },
    issuer: 'https://a.example',
    resources: [],
    identityProviders: [],
    emit: () => undefined,
    point: async (_, value) => value,
  }
  const kids = async () => (await publicKeys(ctx)).keys.map(({ kid }) => kid)
  expect(await kids()).toEqual([])
  const first = await signingKey(ctx)
  clock.advance(10)
  const second = await rotate(ctx)
  expect((await signingKey(ctx)).kid).toBe(second.kid)
  expect(await kids()).toEqual([second.kid, first.kid])
  clock.advance(59)
  expect(await kids()).toEqual([second.kid, first.kid])
  clock.advance(1)
  expect(await kids()).toEqual([second.kid])
})
