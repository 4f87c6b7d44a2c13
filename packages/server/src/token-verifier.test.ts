import { expect, test } from 'vitest'
import { VirtualClock } from './core/clock.ts'
import { parseConfig } from './core/config.ts'
import type { Context } from './core/context.ts'
import { countingIds } from './core/ids.ts'
import { accessTokens } from './oauth/records.ts'
import { memoryStore } from './store/memory.ts'
import { accessTokenVerifier } from './token-verifier.ts'

test('a token is good for its own resource only (RFC 8707 §2.2)', async () => {
  const clock = new VirtualClock(0)
  const ctx: Context = {
    config: parseConfig(),
    clock,
    ids: countingIds(),
    store: memoryStore(clock),
    outbound: { post: () => expect.unreachable(), get: () => expect.unreachable() },
    issuer: 'https://a.example',
    resources: ['https://a.example/mcp', 'https://a.example/other'],
    identityProviders: [],
    emit: () => undefined,
    point: async (_, value) => value,
  }
  const token = {
    clientId: 'c',
    subject: 's',
    scope: [],
    audience: 'https://a.example/mcp',
    grantType: 'x',
    issuedAt: 0,
    expiresAt: 60,
  }
  await accessTokens(ctx).put('t', token, 60)
  expect(await accessTokenVerifier.verify('t', 'https://a.example/mcp', ctx)).toMatchObject({ subject: 's' })
  expect(await accessTokenVerifier.verify('t', 'https://a.example/other', ctx)).toHaveProperty('problem')
  expect(await accessTokenVerifier.verify('t', 'https://a.example/mcp/', ctx)).toHaveProperty('problem')
})
