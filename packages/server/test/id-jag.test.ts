import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Outbound } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import {
  BASIC,
  exchangeRequest,
  ID_JAG,
  IDP,
  JWT_BEARER,
  logIn,
  loginRequest,
  obtainIdJag,
  TOKEN_EXCHANGE,
} from './support/enterprise.ts'
import {
  CHALLENGE,
  type Harness,
  ISSUER,
  mcpRequest,
  messageOf,
  REDIRECT_URI,
  RESOURCE,
  redirected,
  startHarness,
  VERIFIER,
} from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { type KeptKey, NOW, newShared, part, read, type Shared, signed } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

type Form = Record<string, string>

/** A server whose store lies open, so that a test can sign as its identity provider. */
interface Open {
  readonly harness: Harness
  readonly shared: Shared
  readonly key: KeptKey
  readonly idToken: string
}

let open: Open

/** Two surfaces, so that a grant for one of them is not good for the other. */
const SURFACES = { surfaces: ['oauth', 'oauth-v21'] }
const OTHER_RESOURCE = `${ISSUER}/mcp/oauth-v21`

async function startOpen(): Promise<Open> {
  const shared = newShared()
  const harness = { ...startHarness(SURFACES, shared), clock: shared.clock }
  const { id_token: idToken } = await logIn(harness)
  const entry = await shared.store.get(`${IDP} signing-keys:ring`)
  const [key] = (entry?.value as { keys: readonly KeptKey[] } | undefined)?.keys ?? []
  if (key === undefined) throw new Error('no key')
  return { harness, shared, key, idToken }
}

// Making an RSA key is slow: one server for all that changes nothing of it.
beforeAll(async () => {
  open = await startOpen()
})

async function otherKey(alg: string): Promise<JWK> {
  return exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey)
}

describe('an ID token for an ID-JAG (RFC 8693 §2, ID-JAG §4.3)', () => {
  verifies('server-issues-id-jag')

  test('gives a short-lived grant for one server, client, resource and scope, that is no access token', async () => {
    const { harness, idToken } = open
    const response = await harness.post('/idp/oauth/token', exchangeRequest(idToken))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { access_token = '', ...rest } = (await response.json()) as Form
    expect(rest).toEqual({
      issued_token_type: ID_JAG,
      token_type: 'N_A',
      expires_in: 300,
      scope: 'mcp:tools:list mcp:tools:read',
    })
    expect(read(access_token, 0)).toMatchObject({ typ: 'oauth-id-jag+jwt', alg: 'RS256', kid: open.key.kid })
    expect(read(access_token, 1)).toEqual({
      iss: IDP,
      sub: 'alice',
      aud: ISSUER,
      client_id: 'enterprise-mcp-client',
      resource: RESOURCE,
      scope: 'mcp:tools:list mcp:tools:read',
      jti: expect.any(String),
      iat: NOW,
      exp: NOW + 300,
      auth_time: NOW,
    })
    expect(harness.events).toContainEqual(
      expect.objectContaining({
        type: 'id-jag.issued',
        issuer: IDP,
        clientId: 'enterprise-sso-client',
        clientThere: 'enterprise-mcp-client',
        resourceNamed: true,
      }),
    )
  })

  test.each<{ name: string; changes: Record<string, string | undefined>; resource?: string; scope?: string }>([
    { name: 'no resource: the first there is', changes: { resource: undefined } },
    { name: 'another resource', changes: { resource: OTHER_RESOURCE }, resource: OTHER_RESOURCE },
    {
      name: 'no scope: the ordinary ones',
      changes: { scope: undefined },
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
    },
    {
      name: 'more scope than the policy has: as much as it has',
      changes: { scope: 'mcp:tools:list mcp:tools:admin other' },
      scope: 'mcp:tools:list',
    },
  ])('gives what the policy allows: $name', async ({ changes, resource = RESOURCE, scope }) => {
    const response = await open.harness.post('/idp/oauth/token', exchangeRequest(open.idToken, changes))
    expect(response.status).toBe(200)
    const body = (await response.json()) as Form
    const granted = scope ?? 'mcp:tools:list mcp:tools:read'
    expect(body['scope']).toBe(granted)
    expect(read(body['access_token'] ?? '', 1)).toMatchObject({ resource, scope: granted })
  })

  interface Row {
    readonly name: string
    readonly changes?: Record<string, string | undefined>
    readonly claims?: Record<string, unknown>
    readonly header?: Record<string, unknown>
    readonly key?: () => Promise<JWK | Uint8Array>
    readonly refusal?: Refusal
    readonly says: string
  }

  const notIssued: Refusal = { error: 'invalid_grant', cites: 'server-issues-id-jag' }
  const audience: Refusal = { error: 'invalid_target', cites: 'client-names-server-as-audience' }
  const exchange: Refusal = { error: 'invalid_request', cites: 'client-exchanges-identity-assertion' }

  test.each<Row>([
    { name: 'an unknown audience', changes: { audience: IDP }, refusal: audience, says: 'audience must be' },
    {
      name: 'the audience with a slash more',
      changes: { audience: `${ISSUER}/` },
      refusal: audience,
      says: 'audience must be',
    },
    {
      name: 'no audience',
      changes: { audience: undefined },
      refusal: { error: 'invalid_request', cites: 'client-names-server-as-audience' },
      says: 'audience is required',
    },
    {
      name: 'an unknown resource',
      changes: { resource: `${RESOURCE}/` },
      refusal: { error: 'invalid_target', cites: 'server-honours-resource' },
      says: 'resource must be one served here',
    },
    {
      name: 'nothing the policy allows',
      changes: { scope: 'mcp:tools:admin' },
      refusal: { error: 'invalid_scope', cites: 'server-issues-id-jag' },
      says: 'policy',
    },
    {
      name: 'another requested_token_type',
      changes: { requested_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
      refusal: exchange,
      says: 'requested_token_type must be urn:ietf:params:oauth:token-type:id-jag',
    },
    {
      name: 'another subject_token_type',
      changes: { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
      refusal: exchange,
      says: 'subject_token_type must be',
    },
    {
      name: 'an actor',
      changes: { actor_token: 'x' },
      refusal: { error: 'invalid_request', cites: 'id-jag §4.3' },
      says: 'actor_token must be left out',
    },
    {
      name: 'no subject_token',
      changes: { subject_token: undefined },
      refusal: exchange,
      says: 'subject_token',
    },
    { name: 'no JWT', changes: { subject_token: 'x' }, says: 'must be an ID token' },
    {
      name: 'a wrong secret',
      changes: { client_secret: 'x' },
      refusal: { status: 401, error: 'invalid_client', cites: 'server-enforces-client-authentication' },
      says: 'client_secret is wrong',
    },
    { name: 'aud of another client', claims: { aud: 'other-client' }, says: 'aud must be' },
    {
      name: 'aud of more clients',
      claims: { aud: ['enterprise-sso-client', 'x'] },

      says: 'aud',
    },
    { name: 'another issuer', claims: { iss: ISSUER }, says: 'iss must be' },
    { name: 'expired', claims: { exp: NOW }, says: 'exp must be in the future: log in again' },
    { name: 'no exp', claims: { exp: undefined }, says: 'exp must be there' },
    { name: 'nobody of this provider', claims: { sub: 'mallory' }, says: 'sub must be' },
    { name: 'an ID-JAG', header: { typ: 'oauth-id-jag+jwt' }, says: 'not one with typ' },
    {
      name: 'a key of somebody else under the same kid',
      key: () => otherKey('RS256'),

      says: 'signature does not verify',
    },
    {
      name: 'another algorithm',
      header: { alg: 'ES256' },
      key: () => otherKey('ES256'),

      says: 'alg must be RS256',
    },
    {
      name: 'alg HS256 with the public key as secret',
      header: { alg: 'HS256' },
      key: async () => new TextEncoder().encode(JSON.stringify(open.key.publicKey)),

      says: 'alg must be RS256',
    },
  ])('is refused: $name', async ({ changes = {}, claims = {}, header = {}, key, refusal = notIssued, says }) => {
    const { harness, idToken } = open
    const token = await signed(
      { alg: 'RS256', typ: 'JWT', kid: open.key.kid, ...header },
      { ...read(idToken, 1), ...claims },
      (await key?.()) ?? open.key.privateKey,
    )
    const response = await harness.post('/idp/oauth/token', exchangeRequest(token, changes))
    await expectRefusal(response, { ...refusal, says }, harness)
    expect((await harness.post('/idp/oauth/token', exchangeRequest(idToken))).status).toBe(200)
  })
})

describe('an ID-JAG as a grant (ID-JAG §4.4, EMA §5)', () => {
  verifies('server-validates-id-jag')

  const redeem = (harness: Harness, assertion: string, form: Form = {}, headers: Form = BASIC): Promise<Response> =>
    harness.post('/oauth/token', { grant_type: JWT_BEARER, assertion, ...form }, headers)

  test('gives an access token for its user, resource and scope, and no refresh token', async () => {
    const { harness } = open
    const response = await redeem(harness, await obtainIdJag(harness))
    expect(response.status).toBe(200)
    const body = (await response.json()) as Form
    expect(body).toMatchObject({ token_type: 'Bearer', aud: RESOURCE, scope: 'mcp:tools:list mcp:tools:read' })
    expect(body).not.toHaveProperty('refresh_token')
    expect(harness.events).toContainEqual(
      expect.objectContaining({
        type: 'grant.accepted',
        kind: 'id-jag',
        issuer: ISSUER,
        madeBy: IDP,
        subject: 'alice',
      }),
    )
    const call = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, body['access_token'])
    expect((await messageOf(await harness.fetch(call))).result?.['structuredContent']).toMatchObject({
      identity: 'alice',
      client_id: 'enterprise-mcp-client',
      grant_type: JWT_BEARER,
      audience: RESOURCE,
      scope: 'mcp:tools:list mcp:tools:read',
    })
    const introspection = await harness.post('/oauth/introspect', {
      token: body['access_token'] ?? '',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
    })
    expect(await introspection.json()).toMatchObject({
      active: true,
      sub: 'alice',
      client_id: 'enterprise-mcp-client',
      aud: RESOURCE,
    })
  })

  test('is announced (ID-JAG §7.2)', async () => {
    const metadata = await (await open.harness.get('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({
      grant_types_supported: expect.arrayContaining([JWT_BEARER]),
      authorization_grant_profiles_supported: ['urn:ietf:params:oauth:grant-profile:id-jag'],
    })
  })

  interface Row {
    readonly name: string
    readonly claims?: Record<string, unknown>
    readonly header?: Record<string, unknown>
    readonly key?: () => Promise<JWK | Uint8Array>
    readonly form?: Form
    readonly headers?: Form
    readonly says: string
    readonly refusal?: Refusal
  }

  const notTaken: Refusal = { error: 'invalid_grant', cites: 'server-validates-id-jag' }
  const otherClient: Refusal = { error: 'invalid_grant', cites: 'client-authenticates-at-both-servers' }

  let count = 0

  async function forged({ claims = {}, header = {}, key }: Partial<Row> = {}): Promise<string> {
    count += 1
    const right = {
      iss: IDP,
      sub: 'alice',
      aud: ISSUER,
      client_id: 'enterprise-mcp-client',
      resource: RESOURCE,
      scope: 'mcp:tools:list mcp:tools:read',
      jti: `jti-${count}`,
      iat: NOW,
      exp: NOW + 300,
    }
    const { kid, privateKey } = open.key
    return signed(
      { alg: 'RS256', typ: 'oauth-id-jag+jwt', kid, ...header },
      { ...right, ...claims },
      (await key?.()) ?? privateKey,
    )
  }

  test.each<{
    name: string
    claims?: Record<string, unknown>
    header?: Record<string, unknown>
    form?: Form
    gives?: Form
  }>([
    { name: 'typ written whole', header: { typ: 'application/OAuth-ID-JAG+JWT' } },
    { name: 'aud as a list of one', claims: { aud: [ISSUER] } },
    { name: 'its resource in the request', form: { resource: RESOURCE } },
    { name: 'less scope asked for', form: { scope: 'mcp:tools:list' }, gives: { scope: 'mcp:tools:list' } },
    {
      name: 'more scope asked for than it has',
      form: { scope: 'mcp:tools:list mcp:tools:write' },
      gives: { scope: 'mcp:tools:list' },
    },
    {
      name: 'no scope: what the request asks for',
      claims: { scope: undefined },
      form: { scope: 'mcp:tools:write' },
      gives: { scope: 'mcp:tools:write' },
    },
    {
      name: 'no resource: what the request asks for',
      claims: { resource: undefined },
      form: { resource: OTHER_RESOURCE },
      gives: { aud: OTHER_RESOURCE },
    },
    { name: 'exp a moment ago, by another clock', claims: { exp: NOW - 29 } },
  ])('is right: $name', async ({ claims = {}, header = {}, form = {}, gives = { aud: RESOURCE } }) => {
    const response = await redeem(open.harness, await forged({ claims, header }), form)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject(gives)
  })

  test.each<Row>([
    { name: 'another typ', header: { typ: 'JWT' }, says: 'typ must be oauth-id-jag+jwt' },
    { name: 'no typ', header: { typ: undefined }, says: 'typ must be oauth-id-jag+jwt' },
    { name: 'an issuer that is not trusted', claims: { iss: 'https://idp.example' }, says: 'iss must be' },
    { name: 'our own issuer', claims: { iss: ISSUER }, says: 'iss must be' },
    { name: 'no iss', claims: { iss: undefined }, says: 'iss must be there' },
    { name: 'aud of another server', claims: { aud: 'https://as.example' }, says: 'aud must be' },
    { name: 'aud of the token endpoint', claims: { aud: `${ISSUER}/oauth/token` }, says: 'aud must be' },
    { name: 'aud of two servers', claims: { aud: [ISSUER, 'https://as.example'] }, says: 'and nothing else' },
    { name: 'no aud', claims: { aud: undefined }, says: 'aud must be' },
    {
      name: 'another client_id',
      claims: { client_id: 'dev-admin-client' },
      says: 'client_id must be enterprise',
      refusal: otherClient,
    },
    {
      name: 'the client_id of the provider',
      claims: { client_id: 'enterprise-sso-client' },
      says: 'client_id must be',
      refusal: otherClient,
    },
    { name: 'no client_id', claims: { client_id: undefined }, says: 'client_id must be there' },
    { name: 'expired', claims: { exp: NOW - 30 }, says: 'exp must be in the future' },
    { name: 'no exp', claims: { exp: undefined }, says: 'exp must be there' },
    { name: 'exp far', claims: { exp: NOW + 3631 }, says: 'exp must be at most 3600 seconds ahead' },
    { name: 'iat to come', claims: { iat: NOW + 31 }, says: 'iat must not be' },
    { name: 'no iat', claims: { iat: undefined }, says: 'iat must be there' },
    { name: 'nbf to come', claims: { nbf: NOW + 31 }, says: 'nbf must not be' },
    { name: 'no sub', claims: { sub: undefined }, says: 'sub must be there' },
    { name: 'no jti', claims: { jti: undefined }, says: 'jti must be there' },
    { name: 'a resource that is none', claims: { resource: `${RESOURCE}/` }, says: 'resource must be one served' },
    { name: 'two resources', claims: { resource: [RESOURCE, OTHER_RESOURCE] }, says: 'resource must be one' },
    { name: 'scope as a list', claims: { scope: ['mcp:tools:list'] }, says: 'scope must be text' },
    { name: 'a key of somebody else', key: () => otherKey('RS256'), says: 'signature does not verify' },
    { name: 'an unknown kid', header: { kid: 'x' }, says: 'kid and alg must be' },
    {
      name: 'alg HS256 with the public key as secret',
      header: { alg: 'HS256' },
      key: async () => new TextEncoder().encode(JSON.stringify(open.key.publicKey)),
      says: 'alg must be one of',
    },
    {
      name: 'another resource in the request',
      form: { resource: OTHER_RESOURCE },
      says: 'as in the assertion',
      refusal: { error: 'invalid_target', cites: 'server-validates-id-jag' },
    },
    {
      name: 'a scope of which it has nothing',
      form: { scope: 'mcp:tools:write' },
      says: 'nothing of what the assertion allows',
      refusal: { error: 'invalid_scope', cites: 'server-validates-id-jag' },
    },
    {
      name: 'a scope that its client is not registered for',
      claims: { scope: 'mcp:tools:admin' },
      says: 'mcp:tools:admin',
      refusal: { error: 'invalid_scope', cites: 'rfc6749 §3.3' },
    },
    {
      name: 'no client authentication',
      headers: {},
      form: { client_id: 'enterprise-mcp-client' },
      says: 'client_secret_basic',
      refusal: { status: 401, error: 'invalid_client', cites: 'client-authenticates-as-registered' },
    },
    {
      name: 'a client that may not use the grant',
      headers: {},
      form: { client_id: 'dev-public-client' },
      says: 'not registered for grant_type',
      refusal: { error: 'unauthorized_client', cites: 'rfc6749 §5.2' },
    },
  ])('is refused: $name', async ({ form = {}, headers, says, refusal = notTaken, ...parts }) => {
    const { harness } = open
    const response = await redeem(harness, await forged(parts), form, headers)
    await expectRefusal(response, { ...refusal, says }, harness)
    expect((await redeem(harness, await forged())).status).toBe(200)
  })

  test('an unsigned one, an ID token and an access token are none', async () => {
    const { harness, idToken } = open
    const unsigned = `${part({ alg: 'none', typ: 'oauth-id-jag+jwt' })}.${part(read(await forged(), 1))}.`
    for (const assertion of [unsigned, idToken]) {
      await expectRefusal(await redeem(harness, assertion), notTaken, harness)
    }
  })

  test('works once, even at one moment and as another JWT with the same jti, and a refused one is not used up', async () => {
    const { harness } = open
    const assertion = await forged({ claims: { jti: 'once' } })
    const stolen = { authorization: `Basic ${Buffer.from('enterprise-mcp-client:wrong').toString('base64')}` }
    const wrongSecret = {
      status: 401,
      error: 'invalid_client',
      cites: 'server-enforces-client-authentication',
    } as const
    await expectRefusal(await redeem(harness, assertion, {}, stolen), wrongSecret, harness)
    const responses = await Promise.all(Array.from({ length: 10 }, () => redeem(harness, assertion)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
    const again = await redeem(harness, await forged({ claims: { jti: 'once', exp: NOW + 200 } }))
    await expectRefusal(again, { ...notTaken, says: 'jti was used before: an ID-JAG works once here' }, harness)
  })

  test('one of another issuer of this process is not taken', async () => {
    const { harness } = open
    const response = await harness.post(
      'http://localhost:8765/oauth/token',
      { grant_type: JWT_BEARER, assertion: await forged() },
      BASIC,
    )
    await expectRefusal(response, notTaken, harness)
  })

  test('lives as long as the setting says, and keys live as long as what they signed', async () => {
    const shared = { clock: newShared().clock }
    const deps = { clock: shared.clock, store: memoryStore(shared.clock) }
    const harness = startHarness({ accessTokenLifetime: 1, idJagLifetime: 600, keyRotation: 60 }, deps)
    const assertion = await obtainIdJag(harness)
    shared.clock.advance(120)
    // Another key signs by now.
    expect(read(await obtainIdJag(harness), 0)['kid']).not.toBe(read(assertion, 0)['kid'])
    shared.clock.advance(30)
    expect((await redeem(harness, assertion)).status).toBe(200)
    const late = await obtainIdJag(harness)
    shared.clock.advance(631)
    await expectRefusal(await redeem(harness, late), { ...notTaken, says: 'exp' }, harness)
  })
})

describe('an identity provider that the setting names', () => {
  const OTHER = 'https://idp.example'
  const provider = { issuer: OTHER, jwksUri: `${OTHER}/keys` }

  test('is trusted by its keys behind the URL, and its subject is taken', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const asked: string[] = []
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async (url) => {
        asked.push(url)
        return { status: 200, headers: new Headers(), body: JSON.stringify({ keys: [await exportJWK(publicKey)] }) }
      },
    }
    const harness = startHarness({ identityProviders: [provider] }, { outbound })
    const claims = { iss: OTHER, sub: 'U019488227', aud: ISSUER, client_id: 'enterprise-mcp-client' }
    const times = { iat: NOW, exp: NOW + 300, jti: 'of-the-other' }
    const key = await exportJWK(privateKey)
    const assertion = await signed({ alg: 'ES256', typ: 'oauth-id-jag+jwt' }, { ...claims, ...times }, key)
    const response = await harness.post('/oauth/token', { grant_type: JWT_BEARER, assertion }, BASIC)
    expect(response.status).toBe(200)
    expect(asked).toEqual([`${OTHER}/keys`])
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'grant.accepted', subject: 'U019488227' }))
  })

  test.each([
    { name: 'no array', value: provider, says: 'identityProviders must be a JSON array of issuers' },
    { name: 'no keys', value: [{ issuer: OTHER }], says: 'must have one of jwks and jwksUri' },
    { name: 'an unknown member', value: [{ ...provider, name: 'x' }], says: 'no members but issuer, jwks, jwksUri' },
    { name: 'one twice', value: [provider, provider], says: 'must not name an issuer twice' },
  ])('is refused with $name', ({ value, says }) => {
    expect(() => startHarness({ identityProviders: value as never })).toThrow(says)
  })
})

describe('a client that describes itself at its URL has one id at both (ID-JAG §5)', () => {
  const CLIENT = 'https://client.example/client.json'

  function world(grants: readonly string[]): Harness {
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async (url) => ({
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: JSON.stringify({
          client_id: url,
          client_name: 'Described',
          redirect_uris: [REDIRECT_URI],
          grant_types: ['authorization_code', ...grants],
        }),
      }),
    }
    return startHarness(SURFACES, { outbound })
  }

  async function idTokenOf(harness: Harness): Promise<string> {
    const code = redirected(await harness.get(loginRequest({ client_id: CLIENT, code_challenge: CHALLENGE }))).get(
      'code',
    )
    const response = await harness.post('/idp/oauth/token', {
      grant_type: 'authorization_code',
      client_id: CLIENT,
      code: code ?? '',
      code_verifier: VERIFIER,
    })
    return ((await response.json()) as { id_token: string }).id_token
  }

  const exchange = async (harness: Harness, changes: Record<string, string> = {}): Promise<Response> =>
    harness.post('/idp/oauth/token', {
      ...exchangeRequest(await idTokenOf(harness), { client_id: CLIENT, client_secret: undefined }),
      ...changes,
    })

  test('and goes from login to access token with it', async () => {
    const harness = world([TOKEN_EXCHANGE, JWT_BEARER])
    const { access_token: assertion } = (await (await exchange(harness)).json()) as { access_token: string }
    expect(read(assertion, 1)).toMatchObject({ client_id: CLIENT })
    const response = await harness.post('/oauth/token', { grant_type: JWT_BEARER, client_id: CLIENT, assertion })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ aud: RESOURCE })
  })

  test('but only to the resource that the policy names for such clients', async () => {
    const harness = world([TOKEN_EXCHANGE])
    const response = await exchange(harness, { resource: OTHER_RESOURCE })
    await expectRefusal(response, { error: 'invalid_target', cites: 'server-honours-resource' }, harness)
  })

  test('and only by the grants of its document', async () => {
    const harness = world([])
    const refusal = { error: 'unauthorized_client', cites: 'rfc6749 §5.2' } as const
    await expectRefusal(await exchange(harness), refusal, harness)
  })
})
