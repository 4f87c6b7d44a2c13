import { defineCheck } from '../check.ts'
import type { MetadataRequest } from '../facts/discovery.ts'
import { used } from '../used.ts'

/** The issuer that the URL of metadata was made from (RFC 8414 §3.1, OIDC Discovery §4). */
function askedFor({ step, path }: MetadataRequest): string {
  const inserted = /^\/\.well-known\/(?:oauth-authorization-server|openid-configuration)(.*)$/.exec(path)?.[1]
  return step.exchange.origin + (inserted ?? path.replace(/\/\.well-known\/openid-configuration$/, ''))
}

/** C-ASMD-05 (RFC 8414 §3.3). */
export const rejectsMismatchedMetadataIssuer = defineCheck({
  id: 'rejects-mismatched-metadata-issuer',
  requirement: 'client-rejects-mismatched-metadata-issuer',
  title: 'uses metadata only if it is of the very issuer it asked for',
  arises: 'metadata of an authorization server whose issuer is another one',
  judge(facts) {
    const all = facts.serverMetadata.filter(({ document }) => document !== undefined)
    const isRight = (one: MetadataRequest): boolean => one.document?.['issuer'] === askedFor(one)
    const read = all.find((one) => !isRight(one))
    // Who has read the right one as well can have used that.
    if (read === undefined || all.some(isRight)) return undefined
    const issuer = String(read.document?.['issuer'])
    const expected = askedFor(read)
    return used(facts, read.step, {
      stopped: `It did not use metadata of ${issuer}, where it had asked for that of ${expected}.`,
      although: `the metadata at ${read.path} is of ${issuer}, and not of ${expected}`,
      // Several SDKs tolerate it, in one direction or the other.
      ...(issuer.replace(/\/$/, '') === expected.replace(/\/$/, '') && { as: 'warn' as const }),
    })
  },
})
