import type { JsonWebKeySet } from '@mcp-auth/spec'
import * as z from 'zod/mini'
import { keySet, object, text } from './json-schema.ts'
import { keySetUriProblem } from './key-set.ts'
import { isScopeName, scopeNames } from './scopes.ts'

/** A rule: what the workload of this subject gets (WIF, Trust Configuration). */
export interface Workload {
  /** The `sub` of its JWTs, the same string. */
  readonly subject: string
  /** What its tokens name as their client; the subject without it. */
  readonly clientId?: string | undefined
  /** What it may ask for; the least set without it. */
  readonly scope?: readonly string[] | undefined
  /** Paths of the MCP endpoints it may reach; all without it. */
  readonly resources?: readonly string[] | undefined
}

/** Somebody whose word about workloads counts: a workload platform. */
export interface WorkloadIssuer {
  /** The `iss` of its JWTs, the same string. */
  readonly issuer: string
  /** Its public keys, or the URL where they are; never both. */
  readonly jwks?: JsonWebKeySet | undefined
  readonly jwksUri?: string | undefined
  readonly workloads: readonly Workload[]
}

const workload = object({
  subject: text,
  clientId: z.optional(text),
  scope: z.optional(
    z.readonly(
      z
        .array(
          text.check(z.refine(isScopeName, `must be one of ${scopeNames.join(', ')}`)),
          'must be an array of scopes',
        )
        .check(z.minLength(1, 'must not be empty')),
    ),
  ),
  resources: z.optional(
    z.readonly(
      z
        .array(text.check(z.startsWith('/', 'must be a path such as /mcp/oauth')), 'must be an array of paths')
        .check(z.minLength(1, 'must not be empty')),
    ),
  ),
})

const issuer = object({
  issuer: text,
  jwks: z.optional(keySet),
  jwksUri: z.optional(
    z.custom<string>((value) => keySetUriProblem(value) === undefined, {
      error: ({ input }) => `is no such URL: ${keySetUriProblem(input)}`,
    }),
  ),
  workloads: z.readonly(
    z.array(workload, 'must be an array of workloads').check(
      z.minLength(1, 'must not be empty'),
      z.refine(
        (rules) => new Set(rules.map(({ subject }) => subject)).size === rules.length,
        'must not name a subject twice',
      ),
    ),
  ),
}).check(
  z.refine(
    ({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined),
    'must have one of jwks and jwksUri',
  ),
)

/** What {@link WorkloadIssuer}s are as JSON. */
export const workloadIssuersSchema = z.readonly(
  z
    .array(issuer, 'must be a JSON array of issuers')
    .check(
      z.refine(
        (issuers) => new Set(issuers.map(({ issuer: name }) => name)).size === issuers.length,
        'must not name an issuer twice',
      ),
    ),
)
