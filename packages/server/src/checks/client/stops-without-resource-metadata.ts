import { defineCheck, kept, legacy } from '../check.ts'

const ROOT = '/.well-known/oauth-protected-resource'

/** Where the authorization server of MCP 2025-03-26 is: at the origin of the MCP server. */
const AT_ORIGIN = /^\/(?:authorize|token|register|\.well-known\/(?:oauth-authorization-server|openid-configuration))$/

/** C-DISC-05 (MCP authorization, sequence diagram of the discovery). */
export const stopsWithoutResourceMetadata = defineCheck({
  id: 'stops-without-resource-metadata',
  requirement: 'client-stops-without-resource-metadata',
  title: 'stops where a resource has no metadata',
  arises: 'a resource without metadata, neither under its path nor at the root',
  judge(facts) {
    const root = facts.resourceMetadata.findLast(({ path }) => path === ROOT)
    if (root === undefined || facts.resourceMetadata.some(({ document }) => document !== undefined)) return undefined
    const guess = facts.steps.find(({ index, reading: { path } }) => index > root.step.index && AT_ORIGIN.test(path))
    if (guess !== undefined)
      return legacy(`Without metadata of the resource it went to ${guess.reading.path}, as 2025-03-26 says.`, [
        guess,
        root.step,
      ])
    return facts.flow.ended ? kept('Without metadata of the resource it stopped.', [root.step]) : undefined
  },
})
