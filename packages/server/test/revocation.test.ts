import { describe, expect, test } from 'vitest'
import { type Harness, mcpRequest, obtainTokens, startHarness, type Tokens, tokensOf } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { assertionForm, assertionParts } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>
type Owned = Tokens & { client_id: string }

const revoke = (harness: Harness, form: Form): Promise<Response> => harness.post('/oauth/revoke', form)

const refresh = (harness: Harness, { client_id, refresh_token = '' }: Owned): Promise<Response> =>
  harness.post('/oauth/token', { grant_type: 'refresh_token', client_id, refresh_token })

const works = async (harness: Harness, { access_token }: Tokens): Promise<boolean> =>
  (await harness.fetch(mcpRequest('tools/list', {}, access_token))).status === 200

describe.each(['opaque', 'jwt'] as const)('revocation (RFC 7009) of %s tokens', (accessTokenFormat) => {
  test('of a refresh token ends its family, and nothing else', async () => {
    const harness = startHarness({ accessTokenFormat })
    const other = await obtainTokens(harness)
    const first = await obtainTokens(harness)
    const second = { ...first, ...(await tokensOf(await refresh(harness, first))) }
    const response = await revoke(harness, { token: second.refresh_token ?? '', client_id: second.client_id })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).toBe('')
    expect([await works(harness, first), await works(harness, second)]).toEqual([false, false])
    const refused = await refresh(harness, second)
    await expectRefusal(refused, { error: 'invalid_grant', cites: 'rfc9700 §4.14.2', says: 'revoked' }, harness)
    expect(await works(harness, other)).toBe(true)
    expect((await refresh(harness, other)).status).toBe(200)
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'token.revoked', kind: 'refresh_token' }))
  })

  test('of a used refresh token ends its family as well', async () => {
    const harness = startHarness({ accessTokenFormat })
    const first = await obtainTokens(harness)
    const second = await tokensOf(await refresh(harness, first))
    await revoke(harness, { token: first.refresh_token ?? '', client_id: first.client_id })
    expect(await works(harness, second)).toBe(false)
  })

  test('of an access token ends that token alone', async () => {
    const harness = startHarness({ accessTokenFormat })
    const first = await obtainTokens(harness)
    const response = await revoke(harness, { token: first.access_token, client_id: first.client_id })
    expect(response.status).toBe(200)
    expect(await works(harness, first)).toBe(false)
    const second = await tokensOf(await refresh(harness, first))
    expect(await works(harness, second)).toBe(true)
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'token.revoked', kind: 'access_token' }))
  })

  test.each(['access_token', 'refresh_token', 'unheard_of'])('token_type_hint %s is only a hint', async (hint) => {
    const harness = startHarness({ accessTokenFormat })
    const tokens = await obtainTokens(harness)
    const form = { client_id: tokens.client_id, token_type_hint: hint }
    await revoke(harness, { token: tokens.access_token, ...form })
    expect(await works(harness, tokens)).toBe(false)
    await revoke(harness, { token: tokens.refresh_token ?? '', ...form })
    const refused = await refresh(harness, tokens)
    await expectRefusal(refused, { error: 'invalid_grant', cites: 'rfc9700 §4.14.2', says: 'revoked' }, harness)
  })
})

describe('revocation of what is not there is no error (RFC 7009 §2.2)', () => {
  verifies('server-follows-optional-endpoints')

  test.each<{ name: string; token: (harness: Harness, own: Owned) => string | Promise<string> }>([
    { name: 'unknown', token: () => 'nothing' },
    { name: 'JWT of somebody', token: () => 'eyJhbGciOiJub25lIn0.e30.' },
    {
      name: 'expired',
      token: (harness, { access_token }) => {
        harness.clock.advance(3600)
        return access_token
      },
    },
    {
      name: 'revoked before',
      token: async (harness, { access_token, client_id }) => {
        await revoke(harness, { token: access_token, client_id })
        return access_token
      },
    },
  ])('$name', async ({ token }) => {
    const harness = startHarness()
    const own = await obtainTokens(harness)
    const presented = await token(harness, own)
    expect((await revoke(harness, { token: presented, client_id: own.client_id })).status).toBe(200)
  })
})

describe('a revocation request with one thing wrong revokes nothing', () => {
  test.each<Refusal & { name: string; form: Form }>([
    {
      name: 'another public client',
      form: { client_id: 'dev-public-client' },
      error: 'invalid_grant',
      cites: 'rfc7009 §2.1',
      status: 400,
    },
    {
      name: 'another confidential client',
      form: { client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' },
      error: 'invalid_grant',
      cites: 'rfc7009 §2.1',
      status: 400,
    },
    {
      name: 'no client',
      form: { client_id: '' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    {
      name: 'an unknown client',
      form: { client_id: 'nobody' },
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
      status: 401,
    },
    {
      name: 'a method it is not registered for',
      form: { client_secret: 'x' },
      error: 'invalid_client',
      cites: 'client-authenticates-as-registered',
      status: 401,
    },
    { name: 'no token', form: { token: '' }, error: 'invalid_request', cites: 'rfc7009 §2.1', status: 400 },
  ])('$name', async ({ form, ...refusal }) => {
    const harness = startHarness()
    const tokens = await obtainTokens(harness)
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      const response = await revoke(harness, { token, client_id: tokens.client_id, ...form })
      await expectRefusal(response, refusal, harness)
    }
    expect(await works(harness, tokens)).toBe(true)
    expect((await refresh(harness, tokens)).status).toBe(200)
    expect(harness.events.map(({ type }) => type)).not.toContain('token.revoked')
  })

  test.each(['token', 'unheard_of'])('%s twice', async (name) => {
    const harness = startHarness()
    const tokens = await obtainTokens(harness)
    const form = new URLSearchParams({ token: tokens.access_token, client_id: tokens.client_id, unheard_of: '1' })
    form.append(name, 'y')
    const response = await harness.post('/oauth/revoke', form)
    await expectRefusal(response, { error: 'invalid_request', cites: 'rfc6749 §3.2', says: name }, harness)
    expect(await works(harness, tokens)).toBe(true)
  })

  test('a confidential client must authenticate', async () => {
    const harness = startHarness()
    const token = async () => {
      const form = { grant_type: 'client_credentials', ...(await assertionForm(assertionParts())) }
      return tokensOf(await harness.post('/oauth/token', form))
    }
    const tokens = await token()
    const unproven = await revoke(harness, { token: tokens.access_token, client_id: 'dev-jwt-client' })
    await expectRefusal(
      unproven,
      { status: 401, error: 'invalid_client', cites: 'client-authenticates-as-registered' },
      harness,
    )
    expect(await works(harness, tokens)).toBe(true)
    const proven = await revoke(harness, { token: tokens.access_token, ...(await assertionForm(assertionParts())) })
    expect(proven.status).toBe(200)
    expect(await works(harness, tokens)).toBe(false)
  })

  test('at another issuer of the same server', async () => {
    const harness = startHarness()
    const tokens = await obtainTokens(harness)
    const form = { token: tokens.access_token, client_id: 'dev-public-client' }
    expect((await harness.post('http://localhost:8765/oauth/revoke', form)).status).toBe(200)
    expect(await works(harness, tokens)).toBe(true)
  })
})
