import * as z from 'zod/mini'
import { object, text } from './json-schema.ts'
import { isScopeName, scopeNames } from './scopes.ts'
import { issuers, keyMembers, oneKeySource, type TrustedKeys } from './trusted-keys.ts'

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
export interface WorkloadIssuer extends TrustedKeys {
  /** The `iss` of its JWTs, the same string. */
  readonly issuer: string
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
  ...keyMembers,
  workloads: z.readonly(
    z.array(workload, 'must be an array of workloads').check(
      z.minLength(1, 'must not be empty'),
      z.refine(
        (rules) => new Set(rules.map(({ subject }) => subject)).size === rules.length,
        'must not name a subject twice',
      ),
    ),
  ),
}).check(oneKeySource)

/** What {@link WorkloadIssuer}s are as JSON. */
export const workloadIssuersSchema = issuers<WorkloadIssuer>(issuer)
