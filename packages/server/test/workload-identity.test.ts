import type { JWK } from 'jose'
import { exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ConfigInput, Outbound } from '../src/index.ts'
import { type Harness, ISSUER, mcpRequest, messageOf, RESOURCE, startHarness } from './support/harness.ts'
import { expectRefusal, type Refusal } from './support/refusal.ts'
import { type AssertionParts, DEV_JWT_KEY, NOW, part, signed } from './support/signed.ts'
import { verifies } from './support/verifies.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const PLATFORM = 'https://platform.example'
const SUBJECT = 'spiffe://platform.example/ns/default/sa/agent'

type Form = Record<string, string>

/** How a JWT is refused that no rule speaks for. */
const notTrusted: Refusal = { error: 'invalid_grant', cites: 'server-trusts-configured-workload-issuers' }

let privateKey: JWK
let publicKey: JWK

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  privateKey = { ...(await exportJWK(pair.privateKey)), kid: 'p' }
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'p', alg: 'ES256' }
})

/** A platform that is trusted, with one rule. */
function trusting(rule: Record<string, unknown> = {}): ConfigInput {
  const workloads = [{ subject: SUBJECT, clientId: 'agent', ...rule }]
  return { workloadIssuers: [{ issuer: PLATFORM, jwks: { keys: [publicKey] }, workloads }] }
}

/** The parts of a right JWT of the platform; negatives change one thing of it. */
function parts(): AssertionParts {
  return {
    header: { alg: 'ES256', typ: 'JWT', kid: 'p' },
    claims: { iss: PLATFORM, sub: SUBJECT, aud: `${ISSUER}/oauth/token`, iat: NOW, exp: NOW + 600, jti: 'of-one-pod' },
    key: privateKey,
  }
}

const tokenOf = ({ header, claims, key }: AssertionParts): Promise<string> => signed(header, claims, key)

async function right(): Promise<Form> {
  return { grant_type: GRANT, assertion: await tokenOf(parts()), resource: RESOURCE }
}

const claim = (changes: Record<string, unknown>): AssertionParts => ({
  ...parts(),
  claims: { ...parts().claims, ...changes },
})

describe('the JWT of a workload as a grant (RFC 7523 §2.1, WIF)', () => {
  verifies('server-trusts-configured-workload-issuers')

  test('gives an access token to what a rule names, without a client, and no refresh token', async () => {
    const harness = startHarness(trusting())
    const response = await harness.post('/oauth/token', await right())
    expect(response.status).toBe(200)
    const body = (await response.json()) as Record<string, string>
    expect(body).toMatchObject({
      token_type: 'Bearer',
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
      aud: RESOURCE,
    })
    expect(body).not.toHaveProperty('refresh_token')
    expect(harness.events).toContainEqual(
      expect.objectContaining({
        type: 'grant.accepted',
        kind: 'workload',
        issuer: ISSUER,
        madeBy: PLATFORM,
        subject: SUBJECT,
        clientId: 'agent',
        audience: 'token_endpoint',
      }),
    )
    const call = mcpRequest('tools/call', { name: 'whoami', arguments: {} }, body['access_token'])
    expect((await messageOf(await harness.fetch(call))).result?.['structuredContent']).toMatchObject({
      identity: SUBJECT,
      client_id: 'agent',
      grant_type: GRANT,
      audience: RESOURCE,
    })
  })

  test('the grant is listed', async () => {
    const metadata = await (await startHarness().get('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({ grant_types_supported: expect.arrayContaining([GRANT]) })
  })

  test('works out of the box with the key that README.md prints', async () => {
    const assertion = await signed(
      { alg: 'ES256', kid: DEV_JWT_KEY.kid },
      {
        ...parts().claims,
        iss: 'https://workload.example',
        sub: 'spiffe://workload.example/agent',
      },
      DEV_JWT_KEY,
    )
    const harness = startHarness()
    expect((await harness.post('/oauth/token', { ...(await right()), assertion })).status).toBe(200)
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'token.issued', clientId: 'dev-workload' }))
  })

  test.each<{ name: string; wrong?: AssertionParts; form?: Form; scope?: string; audience?: string }>([
    { name: 'aud is the issuer', wrong: claim({ aud: ISSUER }), audience: 'issuer' },
    { name: 'aud is a list', wrong: claim({ aud: ['https://other.example', `${ISSUER}/oauth/token`] }) },
    { name: 'no resource', form: { resource: '' } },
    { name: 'less scope', form: { scope: 'mcp:tools:list' }, scope: 'mcp:tools:list' },
    { name: 'the client_id of its rule', form: { client_id: 'agent' } },
    { name: 'exp a moment ago, by another clock', wrong: claim({ exp: NOW - 29 }) },
  ])('is right: $name', async ({ wrong = parts(), form = {}, scope, audience = 'token_endpoint' }) => {
    const harness = startHarness(trusting())
    const assertion = await tokenOf({ ...wrong, key: privateKey })
    const response = await harness.post('/oauth/token', { ...(await right()), assertion, ...form })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ aud: RESOURCE, ...(scope !== undefined && { scope }) })
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'grant.accepted', audience }))
  })

  test('may come again until it expires, as platforms hand it out', async () => {
    const harness = startHarness(trusting())
    const form = await right()
    expect((await harness.post('/oauth/token', form)).status).toBe(200)
    expect((await harness.post('/oauth/token', form)).status).toBe(200)
    harness.clock.advance(630)
    await expectRefusal(await harness.post('/oauth/token', form), { ...notTrusted, says: 'exp' }, harness)
  })

  test('keys behind a URL are fetched and kept', async () => {
    const asked: string[] = []
    const outbound: Outbound = {
      post: () => expect.unreachable(),
      get: async (url) => {
        asked.push(url)
        return { status: 200, headers: new Headers(), body: JSON.stringify({ keys: [publicKey] }) }
      },
    }
    const jwksUri = 'https://platform.example/keys'
    const workloads = [{ subject: SUBJECT }]
    const harness = startHarness({ workloadIssuers: [{ issuer: PLATFORM, jwksUri, workloads }] }, { outbound })
    expect((await harness.post('/oauth/token', await right())).status).toBe(200)
    expect((await harness.post('/oauth/token', await right())).status).toBe(200)
    expect(asked).toEqual([jwksUri])
    // Without clientId the subject is the client.
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'token.issued', clientId: SUBJECT }))
  })
})

describe('the JWT of a workload with one thing wrong', () => {
  verifies('server-trusts-configured-workload-issuers')

  interface Row {
    readonly name: string
    readonly claims?: Record<string, unknown>
    readonly header?: Record<string, unknown>
    readonly key?: () => Promise<JWK | Uint8Array>
    readonly form?: (form: Form) => Form
    readonly headers?: Form
    readonly rule?: Record<string, unknown>
    readonly says: string
    readonly refusal?: Refusal
  }

  test.each<Row>([
    { name: 'an issuer that is not trusted', claims: { iss: 'https://other.example' }, says: 'iss must be an issuer' },
    { name: 'its issuer with a slash more', claims: { iss: `${PLATFORM}/` }, says: 'iss must be an issuer' },
    { name: 'no iss', claims: { iss: undefined }, says: 'iss must be there' },
    { name: 'another aud', claims: { aud: 'https://other.example/token' }, says: 'aud must be' },
    { name: 'aud of another issuer here', claims: { aud: 'http://localhost:8765' }, says: 'aud must be' },
    { name: 'aud of the resource', claims: { aud: RESOURCE }, says: 'aud must be' },
    { name: 'no aud', claims: { aud: undefined }, says: 'aud must be' },
    { name: 'expired', claims: { exp: NOW - 30 }, says: 'exp must be in the future' },
    { name: 'no exp', claims: { exp: undefined }, says: 'exp must be there' },
    { name: 'nbf to come', claims: { nbf: NOW + 31 }, says: 'nbf must not be' },
    { name: 'iat to come', claims: { iat: NOW + 31 }, says: 'iat must not be' },
    { name: 'no iat', claims: { iat: undefined }, says: 'iat must be there' },
    { name: 'no jti', claims: { jti: undefined }, says: 'jti must be there' },
    { name: 'no sub', claims: { sub: undefined }, says: 'sub must be there' },
    { name: 'a subject that no rule names', claims: { sub: `${SUBJECT}-2` }, says: 'sub must be a workload' },
    {
      name: 'a key of somebody else',
      key: async () => exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey),
      says: 'signature does not verify',
    },
    { name: 'an unknown kid', header: { kid: 'q' }, says: 'kid and alg must be' },
    {
      name: 'alg HS256 with the public key as secret',
      header: { alg: 'HS256' },
      key: async () => new TextEncoder().encode(JSON.stringify(publicKey)),
      says: 'alg must be one of',
    },
    {
      name: 'alg none',
      form: (form) => ({ ...form, assertion: `${part({ alg: 'none' })}.${part(parts().claims)}.` }),
      says: 'alg must be one of',
    },
    {
      name: 'no JWT',
      form: (form) => ({ ...form, assertion: 'x' }),
      says: 'must be a signed JWT',
      refusal: { error: 'invalid_grant', cites: 'rfc7523 §3' },
    },
    {
      name: 'no assertion',
      form: ({ assertion: _, ...form }) => form,
      says: 'assertion is required',
      refusal: { error: 'invalid_request', cites: 'rfc7523 §2.1' },
    },
    {
      name: 'another client_id',
      form: (form) => ({ ...form, client_id: 'dev-public-client' }),
      says: 'client_id must be left out, or be agent',
      refusal: { error: 'invalid_grant', cites: 'rfc7521 §4.1' },
    },
    {
      name: 'a secret beside it',
      form: (form) => ({ ...form, client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' }),
      says: 'client_secret must be left out',
      refusal: { error: 'invalid_request', cites: 'client-redeems-workload-jwt' },
    },
    {
      name: 'an Authorization header beside it',
      headers: { authorization: `Basic ${Buffer.from('agent:x').toString('base64')}` },
      says: 'the Authorization header must be left out',
      refusal: { error: 'invalid_request', cites: 'client-redeems-workload-jwt' },
    },
    {
      name: 'a resource that is none',
      form: (form) => ({ ...form, resource: `${RESOURCE}/` }),
      says: 'resource must be one served here',
      refusal: { error: 'invalid_target', cites: 'server-honours-resource' },
    },
    {
      name: 'a resource that its rule does not name',
      rule: { resources: ['/mcp/oauth-v21'] },
      says: 'resource must be one that the rule',
    },
    {
      name: 'a scope beyond its rule',
      form: (form) => ({ ...form, scope: 'mcp:tools:write' }),
      says: 'mcp:tools:write',
      refusal: { error: 'invalid_scope', cites: 'rfc6749 §3.3' },
    },
  ])('$name', async ({ claims, header, key, form = (f) => f, headers = {}, rule = {}, says, refusal = notTrusted }) => {
    const harness: Harness = startHarness({ ...trusting(rule), surfaces: ['oauth', 'oauth-v21'] })
    const base = parts()
    const assertion = await signed(
      { ...base.header, ...header },
      { ...base.claims, ...claims },
      (await key?.()) ?? privateKey,
    )
    const response = await harness.post('/oauth/token', form({ ...(await right()), assertion }), headers)
    await expectRefusal(response, { ...refusal, says }, harness)
    expect(harness.events.map(({ type }) => type)).not.toContain('token.issued')
  })
})

describe('the setting workloadIssuers', () => {
  const rule = { subject: SUBJECT }
  const issuer = { issuer: PLATFORM, jwksUri: 'https://platform.example/keys', workloads: [rule] }

  test.each<{ name: string; value: unknown; says: string }>([
    { name: 'no JSON', value: 'x', says: 'workloadIssuers must be a JSON array of issuers' },
    { name: 'no array', value: {}, says: 'must be a JSON array of issuers' },
    { name: 'a member that is unknown', value: [{ ...issuer, keys: 1 }], says: 'no members but issuer, jwks' },
    { name: 'no issuer', value: [{ ...issuer, issuer: undefined }], says: 'workloadIssuers[0].issuer must be text' },
    { name: 'no keys', value: [{ ...issuer, jwksUri: undefined }], says: 'one of jwks and jwksUri' },
    { name: 'both', value: [{ ...issuer, jwks: { keys: [DEV_JWT_KEY] } }], says: 'without d' },
    {
      name: 'http elsewhere',
      value: [{ ...issuer, jwksUri: 'http://platform.example/' }],
      says: 'workloadIssuers[0].jwksUri is no such URL: jwks_uri must use https',
    },
    { name: 'no workload', value: [{ ...issuer, workloads: [] }], says: 'workloads must not be empty' },
    {
      name: 'a scope that is none',
      value: [{ ...issuer, workloads: [{ ...rule, scope: ['mcp:tools:fly'] }] }],
      says: 'workloadIssuers[0].workloads[0].scope[0] must be one of mcp:tools:list',
    },
    {
      name: 'no path',
      value: [{ ...issuer, workloads: [{ ...rule, resources: ['oauth'] }] }],
      says: 'must be a path such as /mcp/oauth',
    },
    { name: 'a subject twice', value: [{ ...issuer, workloads: [rule, rule] }], says: 'must not name a subject twice' },
    { name: 'an issuer twice', value: [issuer, issuer], says: 'must not name an issuer twice' },
  ])('refuses $name', ({ value, says }) => {
    // Whatever a settings file holds.
    expect(() => startHarness({ workloadIssuers: value as never })).toThrow(says)
  })
})
