import { coverage } from '../discovery/well-known.ts'
import type { Client } from '../oauth/client.ts'
import type { SigningKey } from '../oauth/signing.ts'
import type { Tokens } from '../oauth/token.ts'
import type { SecretSource } from '../source.ts'

/** Where an OAuth profile's tokens came from, and all that is needed to renew or revoke them. */
export interface Authorization {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint?: string
  /** These must not lead into a closed network: the MCP server that named them is on the internet. */
  readonly publicOnly?: boolean
  /** None where an assertion says it all. */
  readonly client?: Client
  /** The key that the tokens are bound to (RFC 9449). */
  readonly dpopKey?: SigningKey
  /** Where the assertion behind the tokens comes from, so that there can be a next one. */
  readonly assertion?: AssertionOrigin
  /** The resource indicator to repeat in token requests (RFC 8707); absent under the rules of 2025-03-26. */
  readonly resourceIndicator?: string
}

/** Where an assertion comes from, and where it is exchanged first, if anywhere. */
export interface AssertionOrigin {
  readonly source: SecretSource
  readonly identityProvider?: IdentityProvider
}

/** The token endpoint of an enterprise's own identity provider, and what this client is there. */
export interface IdentityProvider {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly client: Client
}

/** A saved login: one issuer, one resource. */
export interface Profile {
  readonly id: string
  /** The MCP URLs it was made for. */
  readonly urls: readonly string[]
  /** The resource its token is for: the published identifier, or the MCP URL where none was published. */
  readonly resource: string
  readonly authMode: string
  readonly accessToken: string
  /** `Bearer` where none is named. */
  readonly tokenType?: 'DPoP'
  readonly refreshToken?: string
  /** ISO 8601. */
  readonly expiresAt?: string
  readonly scope?: string
  readonly authorization?: Authorization
  readonly createdAt: string
  readonly updatedAt: string
}

/** What a login hands over to be saved. */
export type NewProfile = Omit<Profile, 'id' | 'createdAt' | 'updatedAt' | 'urls'> & { readonly url: string }

/** One spelling per URL, to find a profile by the URL it was made for. Never sent anywhere. */
export function urlKey(url: string): string {
  return new URL(url).href
}

/** Whether a profile's token may be sent to a URL: one it was made for, or one its resource covers. */
export function covers(profile: Profile, url: string): boolean {
  return profile.urls.some((own) => urlKey(own) === urlKey(url)) || coverage(profile.resource, url) !== 'other'
}

/** A profile after new tokens came; a server that returns no refresh token keeps the old one valid. */
export function withTokens(profile: Profile, tokens: Tokens): Profile {
  const { accessToken: _, tokenType: __, refreshToken, expiresAt: ___, scope, ...rest } = profile
  const nextRefresh = tokens.refreshToken ?? refreshToken
  const nextScope = tokens.scope ?? scope
  return { ...rest, ...tokenFields({ ...tokens, refreshToken: nextRefresh, scope: nextScope }) }
}

/** The token fields of a profile. */
export function tokenFields(
  tokens: Tokens,
): Pick<Profile, 'accessToken' | 'tokenType' | 'refreshToken' | 'expiresAt' | 'scope'> {
  return {
    accessToken: tokens.accessToken,
    ...(tokens.tokenType === 'DPoP' ? { tokenType: tokens.tokenType } : {}),
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
    ...(tokens.expiresAt === undefined ? {} : { expiresAt: new Date(tokens.expiresAt).toISOString() }),
    ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
  }
}
