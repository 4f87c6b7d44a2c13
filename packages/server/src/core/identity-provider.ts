import { issuers, keyMembers, object, oneKeySource, type TrustedKeys, text } from './trusted-keys.ts'

/** An identity provider whose word about users counts at the authorization server (ID-JAG §4.4). */
export interface IdentityProvider {
  /** The `iss` of what it signs, the same string. */
  readonly issuer: string
  /** Where its public keys are now. */
  keys(): Promise<TrustedKeys>
}

/** One that a setting names. */
export interface ConfiguredProvider extends TrustedKeys {
  readonly issuer: string
}

/** What {@link ConfiguredProvider}s are as JSON. */
export const identityProvidersSchema = issuers<ConfiguredProvider>(
  object({ issuer: text, ...keyMembers }).check(oneKeySource),
)
