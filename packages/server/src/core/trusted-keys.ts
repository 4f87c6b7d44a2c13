import type { JsonWebKeySet } from '@mcp-auth/spec'
import * as z from 'zod/mini'
import { keySetProblem, keySetUriProblem } from './key-set.ts'

/** Where the public keys of a trusted issuer are: in the setting, or behind a URL; one of the two. */
export interface TrustedKeys {
  readonly jwks?: JsonWebKeySet | undefined
  readonly jwksUri?: string | undefined
}

/** Text that says something. */
export const text = z.string('must be text').check(z.minLength(1, 'must not be empty'))

/** The members of {@link TrustedKeys} in a setting, to be checked by {@link oneKeySource} too. */
export const keyMembers = {
  jwks: z.optional(
    z.custom<JsonWebKeySet>((value) => keySetProblem(value) === undefined, {
      error: ({ input }) => `is no key set: ${keySetProblem(input)}`,
    }),
  ),
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

/** An object with these members and no others. */
export function object<const T extends z.core.$ZodLooseShape>(shape: T): z.ZodMiniObject<T, z.core.$strict> {
  const names = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `must have no members but ${names}` : `must be an object with ${names}`,
  })
}

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
