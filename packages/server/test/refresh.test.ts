import { describe, expect, test } from 'vitest'
import {
  type Harness,
  mcpRequest,
  obtainTokens,
  RESOURCE,
  registerClient,
  startHarness,
  type Tokens,
  tokensOf,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>

const refresh = (harness: Harness, client_id: string, refresh_token: string | undefined, changes: Form = {}) =>
  harness.post('/oauth/token', {
    grant_type: 'refresh_token',
    client_id,
    refresh_token: refresh_token ?? '',
    resource: RESOURCE,
    ...changes,
  })

const works = async (harness: Harness, tokens: Tokens): Promise<boolean> =>
  (await harness.fetch(mcpRequest('tools/list', {}, tokens.access_token))).status === 200

describe('a refresh (RFC 6749 §6)', () => {
  verifies('server-never-widens-on-refresh', 'server-restricts-audience')

  test('gives new tokens; the earlier access token stays good', async () => {
    const harness = startHarness()
    const first = await obtainTokens(harness)
    const second = await tokensOf(await refresh(harness, first.client_id, first.refresh_token))
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.scope).toBe(first.scope)
    expect(await works(harness, first)).toBe(true)
    expect(await works(harness, second)).toBe(true)
  })

  test('may narrow the scope of the access token, and the next one has the whole again', async () => {
    const harness = startHarness()
    const first = await obtainTokens(harness)
    const narrow = await tokensOf(
      await refresh(harness, first.client_id, first.refresh_token, { scope: 'mcp:tools:list' }),
    )
    expect(narrow.scope).toBe('mcp:tools:list')
    const whole = await tokensOf(await refresh(harness, first.client_id, narrow.refresh_token))
    expect(whole.scope).toBe(first.scope)
  })

  test.each<Refusal & { name: string; changes: Form }>([
    {
      name: 'wider scope',
      changes: { scope: 'mcp:tools:list mcp:tools:write' },
      error: 'invalid_scope',
      cites: 'client-refreshes-within-grant',
    },
    {
      name: 'another resource',
      changes: { resource: 'https://other.example/mcp' },
      error: 'invalid_target',
      cites: 'client-sends-resource-on-refresh',
    },
    {
      name: 'unknown token',
      changes: { refresh_token: 'nothing' },
      error: 'invalid_grant',
      cites: 'server-never-widens-on-refresh',
    },
    { name: 'no token', changes: { refresh_token: '' }, error: 'invalid_request', cites: 'rfc6749 §6' },
  ])('refused and not used up: $name', async ({ changes, ...refusal }) => {
    const harness = startHarness()
    const { client_id, refresh_token } = await obtainTokens(harness)
    const response = await refresh(harness, client_id, refresh_token, changes)
    await expectRefusal(response, refusal, harness)
    expect((await refresh(harness, client_id, refresh_token)).status).toBe(200)
  })

  test('by another client is refused, and harms nobody', async () => {
    const harness = startHarness()
    const { client_id, refresh_token } = await obtainTokens(harness)
    const { client_id: thief = '' } = await registerClient(harness)
    const stolen = await refresh(harness, thief, refresh_token)
    await expectRefusal(
      stolen,
      { error: 'invalid_grant', cites: 'server-never-widens-on-refresh', says: 'another client' },
      harness,
    )
    expect((await refresh(harness, client_id, refresh_token)).status).toBe(200)
  })
})

describe('rotation (RFC 9700 §4.14.2)', () => {
  verifies('server-rotates-refresh-tokens')

  test('a used refresh token that comes again ends the family: its successor and its access tokens', async () => {
    const harness = startHarness()
    const first = await obtainTokens(harness)
    const second = await tokensOf(await refresh(harness, first.client_id, first.refresh_token))

    const replay = await refresh(harness, first.client_id, first.refresh_token)
    await expectRefusal(
      replay,
      { error: 'invalid_grant', cites: 'client-uses-rotated-refresh-token', says: 'already used' },
      harness,
    )
    const next = await refresh(harness, first.client_id, second.refresh_token)
    await expectRefusal(next, { error: 'invalid_grant', cites: 'rfc9700 §4.14.2', says: 'revoked' }, harness)
    expect(await works(harness, first)).toBe(false)
    expect(await works(harness, second)).toBe(false)
  })

  test('does not touch another authorization of the same client', async () => {
    const harness = startHarness()
    const mine = await obtainTokens(harness)
    const other = await obtainTokens(harness)
    await refresh(harness, mine.client_id, mine.refresh_token)
    await refresh(harness, mine.client_id, mine.refresh_token)
    expect(await works(harness, other)).toBe(true)
    expect((await refresh(harness, other.client_id, other.refresh_token)).status).toBe(200)
  })

  test('of many refreshes at one moment one wins', async () => {
    const harness = startHarness()
    const { client_id, refresh_token } = await obtainTokens(harness)
    const responses = await Promise.all(Array.from({ length: 20 }, () => refresh(harness, client_id, refresh_token)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('never outlives the authorization: rotated tokens end when the first would have', async () => {
    const harness = startHarness({ refreshTokenLifetime: 100 })
    const first = await obtainTokens(harness)
    harness.clock.advance(60)
    const second = await tokensOf(await refresh(harness, first.client_id, first.refresh_token))
    harness.clock.advance(40)
    const late = await refresh(harness, first.client_id, second.refresh_token)
    await expectRefusal(
      late,
      { error: 'invalid_grant', cites: 'server-never-widens-on-refresh', says: 'expired' },
      harness,
    )
    expect(await works(harness, second)).toBe(true)
  })
})
