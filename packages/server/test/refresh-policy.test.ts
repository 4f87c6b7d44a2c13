import { describe, expect, test } from 'vitest'
import type { Config } from '../src/index.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  mcpRequest,
  obtainTokens,
  redirected,
  registerClient,
  startHarness,
  type Tokens,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

type Policy = Config['refreshPolicy']

const refresh = (harness: Harness, client_id: string, refresh_token: string | undefined) =>
  harness.post('/oauth/token', { grant_type: 'refresh_token', client_id, refresh_token: refresh_token ?? '' })

const works = async (harness: Harness, { access_token }: Tokens): Promise<boolean> =>
  (await harness.fetch(mcpRequest('tools/list', {}, access_token))).status === 200

/** First tokens, and those of a refresh with them. */
async function refreshed(refreshPolicy: Policy) {
  const harness = startHarness({ refreshPolicy })
  const first = await obtainTokens(harness)
  const second = await tokensOf(await refresh(harness, first.client_id, first.refresh_token))
  return { harness, first, second, again: (token: string | undefined) => refresh(harness, first.client_id, token) }
}

describe('what a refresh leaves behind, by policy (RFC 6749 §6, RFC 9700 §4.14.2)', () => {
  verifies('server-rotates-refresh-tokens')

  test.each<{ policy: Policy; next: 'new' | 'none'; old: number; familyAfterReplay: boolean }>([
    { policy: 'static', next: 'none', old: 200, familyAfterReplay: true },
    { policy: 'rotate', next: 'new', old: 400, familyAfterReplay: true },
    { policy: 'rotate-with-grace', next: 'new', old: 200, familyAfterReplay: true },
    { policy: 'reuse-revokes-family', next: 'new', old: 400, familyAfterReplay: false },
    { policy: 'drop-on-refresh', next: 'none', old: 400, familyAfterReplay: true },
  ])('$policy', async ({ policy, next, old, familyAfterReplay }) => {
    const { harness, first, second, again } = await refreshed(policy)
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.refresh_token === undefined ? 'none' : 'new').toBe(next)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await again(first.refresh_token)).status).toBe(old)
    expect(await works(harness, second)).toBe(familyAfterReplay)
    if (next === 'new') expect((await again(second.refresh_token)).status).toBe(familyAfterReplay ? 200 : 400)
  })

  test.each<{ policy: Policy; winners: number; successors: number; familyLives: boolean }>([
    { policy: 'static', winners: 20, successors: 0, familyLives: true },
    { policy: 'rotate', winners: 1, successors: 1, familyLives: true },
    { policy: 'rotate-with-grace', winners: 20, successors: 1, familyLives: true },
    { policy: 'reuse-revokes-family', winners: 1, successors: 1, familyLives: false },
    { policy: 'drop-on-refresh', winners: 1, successors: 0, familyLives: true },
  ])('$policy: of twenty refreshes at one moment $winners win', async ({ policy, ...expected }) => {
    const harness = startHarness({ refreshPolicy: policy })
    const first = await obtainTokens(harness)
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => refresh(harness, first.client_id, first.refresh_token)),
    )
    const won = await Promise.all(responses.filter(({ status }) => status === 200).map(tokensOf))
    expect(won).toHaveLength(expected.winners)
    expect(new Set(won.map((tokens) => tokens.access_token)).size).toBe(expected.winners)
    const successors = new Set(won.flatMap((tokens) => tokens.refresh_token ?? []))
    expect(successors.size).toBe(expected.successors)
    expect(await works(harness, first)).toBe(expected.familyLives)
    for (const token of successors) {
      expect((await refresh(harness, first.client_id, token)).status).toBe(expected.familyLives ? 200 : 400)
    }
  })

  test.each<Policy>(['static', 'rotate', 'rotate-with-grace', 'reuse-revokes-family'])(
    '%s: nothing outlives the first refresh token',
    async (refreshPolicy) => {
      const harness = startHarness({ refreshPolicy, refreshTokenLifetime: 100 })
      const first = await obtainTokens(harness)
      harness.clock.advance(99)
      const second = await tokensOf(await refresh(harness, first.client_id, first.refresh_token))
      harness.clock.advance(1)
      for (const token of [first.refresh_token, second.refresh_token ?? first.refresh_token]) {
        const late = await refresh(harness, first.client_id, token)
        await expectRefusal(
          late,
          { error: 'invalid_grant', cites: 'server-never-widens-on-refresh', says: 'expired' },
          harness,
        )
      }
    },
  )
})

describe('refreshPolicy none', () => {
  test('gives no refresh token, though the client is registered for it, and does not advertise the grant', async () => {
    const harness = startHarness({ refreshPolicy: 'none' })
    expect(await obtainTokens(harness)).not.toHaveProperty('refresh_token')
    const metadata = await (await harness.get('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({ grant_types_supported: expect.not.arrayContaining(['refresh_token']) })
    const { client_id = '' } = await registerClient(harness)
    const response = await refresh(harness, client_id, 'x')
    await expectRefusal(response, { error: 'invalid_grant', cites: 'server-never-widens-on-refresh' }, harness)
  })
})

describe('refreshPolicy rotate', () => {
  test('a replay says so and revokes nothing', async () => {
    const { harness, first, again } = await refreshed('rotate')
    const says = 'refresh_token was already used'
    await expectRefusal(
      await again(first.refresh_token),
      { error: 'invalid_grant', cites: 'client-uses-rotated-refresh-token', says },
      harness,
    )
    expect(harness.events.filter(({ type }) => type === 'token.replayed')).toEqual([])
  })
})

describe('refreshPolicy rotate-with-grace', () => {
  test('gives the same successor again, until the grace is over: then it is a replay', async () => {
    const { harness, first, second, again } = await refreshed('rotate-with-grace')
    harness.clock.advance(29.999)
    const third = await tokensOf(await again(first.refresh_token))
    expect(third.refresh_token).toBe(second.refresh_token)
    expect(third.access_token).not.toBe(second.access_token)
    harness.clock.advance(0.001)
    const says = 'already used'
    await expectRefusal(
      await again(first.refresh_token),
      { error: 'invalid_grant', cites: 'client-uses-rotated-refresh-token', says },
      harness,
    )
    expect(await works(harness, second)).toBe(false)
    const next = await again(second.refresh_token)
    await expectRefusal(next, { error: 'invalid_grant', cites: 'rfc9700 §4.14.2', says: 'revoked' }, harness)
  })

  test('forgives the newest used token only: with its successor used, it is a replay within the grace too', async () => {
    const { harness, first, second, again } = await refreshed('rotate-with-grace')
    const third = await tokensOf(await again(second.refresh_token))
    expect((await tokensOf(await again(second.refresh_token))).refresh_token).toBe(third.refresh_token)
    const says = 'already used'
    await expectRefusal(
      await again(first.refresh_token),
      { error: 'invalid_grant', cites: 'client-uses-rotated-refresh-token', says },
      harness,
    )
    expect(await works(harness, third)).toBe(false)
  })

  test('does not prolong itself: the grace runs from the first use', async () => {
    const harness = startHarness({ refreshPolicy: 'rotate-with-grace', refreshGrace: 10 })
    const first = await obtainTokens(harness)
    const again = () => refresh(harness, first.client_id, first.refresh_token)
    const statuses: number[] = []
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await again()).status)
      harness.clock.advance(4)
    }
    expect(statuses).toEqual([200, 200, 200, 400])
  })

  test('is no way in for another client', async () => {
    const { harness, first, again } = await refreshed('rotate-with-grace')
    const { client_id: thief = '' } = await registerClient(harness)
    const stolen = await refresh(harness, thief, first.refresh_token)
    await expectRefusal(
      stolen,
      { error: 'invalid_grant', cites: 'server-never-widens-on-refresh', says: 'another client' },
      harness,
    )
    expect((await again(first.refresh_token)).status).toBe(200)
  })
})

describe('a code that is replayed', () => {
  test.each<Policy>(['static', 'rotate', 'rotate-with-grace', 'drop-on-refresh'])(
    'ends its refresh tokens under %s, too (RFC 6749 §4.1.2)',
    async (refreshPolicy) => {
      const harness = startHarness({ refreshPolicy })
      const { client_id = '' } = await registerClient(harness)
      const code = redirected(await harness.get(authorizationRequest({ client_id }))).get('code') ?? ''
      const redeem = () => harness.post('/oauth/token', { ...codeRequest(code), client_id })
      const { refresh_token } = await tokensOf(await redeem())
      await expectRefusal(
        await redeem(),
        { error: 'invalid_grant', cites: 'client-sends-code-once', says: 'already used' },
        harness,
      )
      const next = await refresh(harness, client_id, refresh_token)
      await expectRefusal(next, { error: 'invalid_grant', cites: 'rfc9700 §4.14.2', says: 'revoked' }, harness)
    },
  )
})
