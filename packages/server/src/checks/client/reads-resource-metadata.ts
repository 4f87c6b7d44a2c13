import { broken, defineCheck, kept } from '../check.ts'
import { DEFAULT_ENDPOINT } from '../facts/discovery.ts'
import type { Step } from '../step.ts'

function looksForServer({ exchange: { endpoint }, reading: { path } }: Step): boolean {
  return (
    /\.well-known\/(oauth-authorization-server|openid-configuration)/.test(path) ||
    endpoint === 'registration' ||
    DEFAULT_ENDPOINT.test(path)
  )
}

function isServerRequest(step: Step): boolean {
  return looksForServer(step) || step.exchange.endpoint === 'authorization' || step.exchange.endpoint === 'token'
}

/** C-DISC-01 (RFC 9728 §3). */
export const readsResourceMetadata = defineCheck({
  id: 'reads-resource-metadata',
  requirement: 'client-reads-resource-metadata',
  title: 'learns of the authorization server from the metadata of the resource',
  arises: 'a 401, and a request to the authorization server after it',
  judge(facts) {
    const refused = facts.mcp.find(
      ({ status, challenge }) => status === 401 && challenge?.parameters.has('resource_metadata'),
    )
    if (refused === undefined) return undefined
    const first = facts.steps.find((step) => step.index > refused.step.index && isServerRequest(step))
    if (first === undefined) return undefined
    const read = facts.resourceMetadata.find(({ step }) => step.index < first.index)
    if (read !== undefined)
      return kept('It read the metadata of the resource before it went to the authorization server.', [
        read.step,
        first,
      ])
    // What it knows from an earlier time it need not read again, but then it does not look for it either.
    if (!looksForServer(first)) return undefined
    return broken(
      `It was refused with the URL of the resource's metadata, and went to ${first.reading.path} without reading any.`,
      [first, refused.step],
      { absence: true },
    )
  },
})
