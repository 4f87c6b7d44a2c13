import { expect, test } from 'vitest'
import { ISSUER, startHarness } from './support/harness.ts'

const OAUTH = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'

test('the metadata is also where OpenID providers keep theirs (RFC 8414 §5)', async () => {
  const harness = startHarness()
  const oauth = (await (await harness.get(OAUTH)).json()) as object
  const openid = await harness.get(OPENID)
  expect(openid.headers.get('content-type')).toBe('application/json')
  const required = { subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] }
  expect(await openid.json()).toEqual({ ...oauth, ...required })
})

test('it is complete, and offers nothing of OpenID Connect to ask for', async () => {
  const metadata = await (await startHarness().get(OPENID)).json()
  for (const member of ['userinfo_endpoint', 'claims_supported']) expect(metadata).not.toHaveProperty(member)
  expect(metadata).toMatchObject({ issuer: ISSUER, scopes_supported: expect.not.arrayContaining(['openid']) })
})

test.each([`${OPENID}/`, `${OPENID}/mcp/oauth`, `/mcp/oauth${OPENID}`])(
  '%s: the issuer has no path, so there is no other form',
  async (path) => {
    expect((await startHarness().get(path)).status).toBe(404)
  },
)
