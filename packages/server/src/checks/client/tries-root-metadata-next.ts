import { broken, defineCheck, kept } from '../check.ts'
import { RESOURCE_METADATA } from '../facts/discovery.ts'
import { SERVER_ENDPOINTS } from '../used.ts'

/** C-DISC-04 (MCP authorization, Protected Resource Metadata Discovery). */
export const triesRootMetadataNext = defineCheck({
  id: 'tries-root-metadata-next',
  requirement: 'client-tries-root-metadata-next',
  title: 'looks for the metadata at the root, where there is none under the path',
  arises: 'no metadata under the path of the MCP endpoint, where no challenge says where it is',
  judge(facts) {
    const missed = facts.resourceMetadata.find(
      ({ path, document }) => path.startsWith(`${RESOURCE_METADATA}/`) && document === undefined,
    )
    if (missed === undefined) return undefined
    // Where a challenge named it, what to do when it is not there is not said.
    if (facts.mcp.some(({ challenge }) => challenge?.parameters.has('resource_metadata'))) return undefined
    const root = facts.resourceMetadata.find(
      ({ step, path }) => path === RESOURCE_METADATA && step.index > missed.step.index,
    )
    const server = [...facts.serverMetadata.map(({ step }) => step), ...facts.at(...SERVER_ENDPOINTS)]
      .sort((one, other) => one.index - other.index)
      .find(({ index }) => index > missed.step.index)
    if (root !== undefined && (server === undefined || root.step.index < server.index))
      return kept(`After ${missed.path} was not there, it asked for ${RESOURCE_METADATA}.`, [missed.step, root.step])
    if (server !== undefined)
      return broken(
        `After ${missed.path} was not there, it went to ${server.reading.path} without asking for ${RESOURCE_METADATA}.`,
        [server, missed.step],
      )
    if (!facts.flow.ended) return undefined
    return broken(
      `After ${missed.path} was not there, it gave up without asking for ${RESOURCE_METADATA}.`,
      [missed.step],
      {
        absence: true,
      },
    )
  },
})
