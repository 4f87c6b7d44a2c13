import { broken, defineCheck, kept } from '../check.ts'

/** C-DISC-03 (RFC 9728 §3.1). */
export const triesPathMetadataFirst = defineCheck({
  id: 'tries-path-metadata-first',
  requirement: 'client-tries-path-metadata-first',
  title: 'looks for the metadata under the path of the MCP endpoint first, where no challenge names it',
  arises: 'a request for metadata of the resource with no challenge before it, and a request to the MCP endpoint',
  judge(facts) {
    const [first] = facts.resourceMetadata
    const [mcp] = facts.mcp
    if (first === undefined || mcp === undefined) return undefined
    const told = facts.mcp.find(
      ({ step, challenge }) => step.index < first.step.index && challenge?.parameters.has('resource_metadata'),
    )
    if (told !== undefined) return undefined
    const expected = `/.well-known/oauth-protected-resource${mcp.path === '/' ? '' : mcp.path}`
    if (first.path === expected) return kept(`It asked for ${expected} first.`, [first.step])
    return broken(`It asked for ${first.path}, and not for ${expected} first.`, [first.step])
  },
})
