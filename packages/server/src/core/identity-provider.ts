import { object, text } from './json-schema.ts'
import type { KeySource } from './remote-keys.ts'
import { issuers, keyMembers, oneKeySource, type TrustedKeys } from './trusted-keys.ts'

/** An identity provider whose word about users counts at the authorization server (ID-JAG §4.4). */
export interface IdentityProvider {
  /** The `iss` of what it signs, the same string. */
  readonly issuer: string
  /** Where its public keys are now. */
  keys(): Promise<Omit<KeySource, 'owner'>>
}

/** One that a setting names. */
export interface ConfiguredProvider extends TrustedKeys {
  readonly issuer: string
}

/** What {@link ConfiguredProvider}s are as JSON. */
export const identityProvidersSchema = issuers<ConfiguredProvider>(
  object({ issuer: text, ...keyMembers }).check(oneKeySource),
)
