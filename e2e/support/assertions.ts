import { createHash, randomBytes } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import type { Announcement } from './programs.ts'

const REDIRECT_URI = 'http://127.0.0.1:50125/callback'

/** The fixture client that logs users in at the identity provider. */
export const SSO = { id: 'enterprise-sso-client', secret: 'enterprise-sso-secret' }

/** Logs a user in at the identity provider of the server, and gives the ID token. */
export async function idTokenOf({ identityProvider }: Pick<Announcement, 'identityProvider'>): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: SSO.id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    nonce: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    approval_mode: 'auto_approve',
    login_hint: 'alice',
  })
  const answer = await fetch(`${identityProvider}/oauth/authorize?${query}`, { redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier }
  const client = { client_id: SSO.id, client_secret: SSO.secret }
  const body = new URLSearchParams({ ...form, ...client })
  const tokens = await fetch(`${identityProvider}/oauth/token`, { method: 'POST', body })
  return ((await tokens.json()) as { id_token: string }).id_token
}

/** A JWT of the built-in workload platform, signed with the test key of the README. */
export async function workloadJwt({ issuer }: Pick<Announcement, 'issuer'>, key: string): Promise<string> {
  return new SignJWT({ jti: randomBytes(16).toString('hex') })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
    .setIssuer('https://workload.example')
    .setSubject('spiffe://workload.example/agent')
    .setAudience(`${issuer}/oauth/token`)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(await importJWK(JSON.parse(key), 'ES256'))
}
