import { isAwkward } from '../awkward.ts'
import { broken, defineCheck, kept } from '../check.ts'

/** C-DISC-02 (RFC 9728 §5.1). */
export const fetchesChallengeUrl = defineCheck({
  id: 'fetches-challenge-url',
  requirement: 'client-fetches-challenge-url',
  title: 'fetches the metadata from the very URL that the challenge names',
  arises: 'a challenge with resource_metadata, and a request for metadata of the resource after it',
  judge(facts) {
    const challenged = facts.mcp.find(
      ({ challenge, step }) => challenge?.parameters.has('resource_metadata') && !isAwkward(step),
    )
    const url = challenged?.challenge?.parameters.get('resource_metadata')
    if (challenged === undefined || url === undefined) return undefined
    const read = facts.resourceMetadata.find(({ step }) => step.index > challenged.step.index)
    if (read === undefined) return undefined
    if (read.url === url) return kept(`It fetched ${url}, as the challenge says.`, [challenged.step, read.step])
    return broken(`The challenge says ${url}; it fetched ${read.url} first.`, [read.step, challenged.step])
  },
})
