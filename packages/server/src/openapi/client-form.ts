import { JWT_CLIENT_ASSERTION_TYPE } from '@mcp-auth/spec'
import type { Context } from '../core/context.ts'
import { field } from './fields.ts'
import { type Json, oneOfTexts, URL_TEXT } from './shape.ts'

/** Values for examples: fixture clients of this server, and the code verifier of RFC 7636 appendix B. */
export const EXAMPLE = {
  client: 'dev-public-client',
  redirectUri: 'http://127.0.0.1:3000/callback',
  service: { client_id: 'phase-6-service-client', client_secret: 'phase-6-service-secret' },
  device: 'phase-11-device-client',
  enterprise: { client_id: 'enterprise-sso-client', client_secret: 'enterprise-sso-secret' },
  code: 'SplxlOBeZQQYbYS6WxSbIA',
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  token: 'mF_9.B5f-4.1JqM',
  jwt: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIn0.c2lnbmF0dXJl',
} as const

/** How a client says in a form who it is (RFC 6749 §2.3.1, RFC 7523 §2.2). */
export function clientForm(): Readonly<Record<string, Json>> {
  return {
    client_id: field('client_id', 'Who asks; left out where the Authorization header says it'),
    client_secret: field('client_secret', 'By the method client_secret_post'),
    client_assertion_type: field('client_assertion_type', 'By the method private_key_jwt', {
      const: JWT_CLIENT_ASSERTION_TYPE,
    }),
    client_assertion: field('client_assertion', 'The JWT that proves the client'),
  }
}

/** The resource that a token is asked for (RFC 8707 §2): one that the authorization server knows. */
export function resourceField({ resources }: Context): Json {
  return field(
    'resource',
    'The MCP endpoint that the token is for',
    resources.length > 0 ? oneOfTexts(resources) : URL_TEXT,
  )
}
