import type { JsonWebKeySet } from '@mcp-auth/spec'
import * as z from 'zod/mini'
import { keySet } from './json-schema.ts'
import { keySetUriProblem } from './key-set.ts'

/** Where the public keys of a trusted issuer are: in the setting, or behind a URL; one of the two. */
export interface TrustedKeys {
  readonly jwks?: JsonWebKeySet | undefined
  readonly jwksUri?: string | undefined
}

/** The members of {@link TrustedKeys} in a setting, to be checked by {@link oneKeySource} too. */
export const keyMembers = {
  jwks: z.optional(keySet),
  jwksUri: z.optional(
    z.custom<string>((value) => keySetUriProblem(value) === undefined, {
      error: ({ input }) => `is no such URL: ${keySetUriProblem(input)}`,
    }),
  ),
}

/** That the keys are in one place. */
export const oneKeySource = z.refine<TrustedKeys>(
  ({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined),
  'must have one of jwks and jwksUri',
)

/** A JSON array of issuers, each once. */
export function issuers<T extends { readonly issuer: string }>(each: z.ZodMiniType<T>): z.ZodMiniType<readonly T[]> {
  return z.readonly(
    z
      .array(each, 'must be a JSON array of issuers')
      .check(
        z.refine(
          (all) => new Set(all.map(({ issuer }) => issuer)).size === all.length,
          'must not name an issuer twice',
        ),
      ),
  )
}
