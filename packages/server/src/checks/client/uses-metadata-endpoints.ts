import { broken, defineCheck, kept, legacy } from '../check.ts'
import { DEFAULT_ENDPOINT } from '../facts/discovery.ts'
import { SERVER_ENDPOINTS } from '../used.ts'

/** C-ASMD-01 (RFC 8414 §3). */
export const usesMetadataEndpoints = defineCheck({
  id: 'uses-metadata-endpoints',
  requirement: 'client-uses-metadata-endpoints',
  title: 'uses the endpoints that the metadata names',
  arises: 'metadata of the authorization server, and a request to one of its endpoints',
  judge(facts) {
    const read = facts.serverMetadata.find(({ document }) => document !== undefined)
    const guess = facts.steps.find(
      ({ index, reading: { path } }) => index > (read?.step.index ?? -1) && DEFAULT_ENDPOINT.test(path),
    )
    const [looked] = facts.serverMetadata
    if (read === undefined) {
      if (guess === undefined || looked === undefined || looked.step.index > guess.index) return undefined
      return legacy(`Without metadata it asked ${guess.reading.path}, as 2025-03-26 says.`, [guess, looked.step])
    }
    if (guess !== undefined) {
      return broken(`It asked ${guess.reading.path}, which the metadata it had read does not name.`, [guess, read.step])
    }
    const used = facts.at(...SERVER_ENDPOINTS)
    const after = used.filter(({ index }) => index > read.step.index)
    return after.length === 0 ? undefined : kept('It used endpoints that the metadata names.', [read.step, ...after])
  },
})
