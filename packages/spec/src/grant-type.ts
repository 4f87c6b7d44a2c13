import type { Reference } from './document.ts'

/** One value of the `grant_type` parameter. */
export interface GrantTypeRow {
  readonly title: string
  readonly reference: Reference
  /** OAuth 2.1 removed it, so MCP authorization servers must not serve it. */
  readonly removed: boolean
}

const table = {
  authorization_code: {
    title: 'authorization code',
    reference: { document: 'rfc6749', section: '4.1.3' },
    removed: false,
  },
  refresh_token: { title: 'refresh token', reference: { document: 'rfc6749', section: '6' }, removed: false },
  client_credentials: {
    title: 'client credentials',
    reference: { document: 'rfc6749', section: '4.4.2' },
    removed: false,
  },
  password: {
    title: 'resource owner password credentials',
    reference: { document: 'rfc6749', section: '4.3.2' },
    removed: true,
  },
  'urn:ietf:params:oauth:grant-type:device_code': {
    title: 'device code',
    reference: { document: 'rfc8628', section: '3.4' },
    removed: false,
  },
  'urn:ietf:params:oauth:grant-type:token-exchange': {
    title: 'token exchange',
    reference: { document: 'rfc8693', section: '2.1' },
    removed: false,
  },
  'urn:ietf:params:oauth:grant-type:jwt-bearer': {
    title: 'JWT bearer assertion',
    reference: { document: 'rfc7523', section: '2.1' },
    removed: false,
  },
} as const satisfies Record<string, GrantTypeRow>

/** A registered value of the `grant_type` parameter. */
export type GrantType = keyof typeof table

/** Every grant type known here, by its wire name. */
export const grantTypes: Readonly<Record<GrantType, GrantTypeRow>> = table

/** Whether `value` is a grant type known here. */
export function isGrantType(value: string): value is GrantType {
  return Object.hasOwn(grantTypes, value)
}

/** The token type of an ID-JAG, as `requested_token_type` and `issued_token_type` (ID-JAG §4.3). */
export const ID_JAG_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:id-jag'

/** The media type of an ID-JAG, as its `typ` has it (ID-JAG §3). */
export const ID_JAG_TYPE = 'oauth-id-jag+jwt'

/** The token type of an ID token (RFC 8693 §3). */
export const ID_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:id_token'

/** The grant profile that announces ID-JAG support in AS metadata (ID-JAG §7.2). */
export const ID_JAG_GRANT_PROFILE = 'urn:ietf:params:oauth:grant-profile:id-jag'

/** The `client_assertion_type` of a JWT (RFC 7523 §2.2). */
export const JWT_CLIENT_ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
