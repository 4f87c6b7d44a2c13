import { isAwkward } from '../awkward.ts'
import { broken, defineCheck, kept } from '../check.ts'
import { scopeOf } from '../facts/scope.ts'

/** C-GEN-03 (RFC 9110 §11.6.1; RFC 6750 §3; RFC 9728 §5.1). */
export const parsesChallenges = defineCheck({
  id: 'parses-challenges',
  requirement: 'client-parses-challenges',
  title: 'reads challenges by their grammar, whatever else is in the header',
  arises: 'a challenge that is written in an unusual way, and a request for metadata of the resource after it',
  judge(facts) {
    const challenged = facts.mcp.find(({ step, status }) => status === 401 && isAwkward(step))
    const url = challenged?.challenge?.parameters.get('resource_metadata')
    if (challenged === undefined || url === undefined) return undefined
    const read = facts.resourceMetadata.find(({ step }) => step.index > challenged.step.index)
    if (read === undefined) return undefined
    const evidence = [read.step, challenged.step]
    if (read.url !== url)
      return broken(`The challenge says resource_metadata="${url}"; it fetched ${read.url}.`, evidence)
    const authorization = facts.authorizations.find(({ step }) => step.index > read.step.index)
    const stray = scopeOf(authorization?.params.get('scope')).find((scope) => scope.startsWith('decoy'))
    if (authorization !== undefined && stray !== undefined)
      return broken(`It asked for ${stray}, which is in another parameter of the challenge.`, [
        authorization.step,
        challenged.step,
      ])
    return kept('It found the URL of the metadata in the challenge.', evidence)
  },
})
