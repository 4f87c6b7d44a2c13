import { broken, defineCheck, kept } from '../check.ts'

/** Where the authorization server of MCP 2025-03-26 is without metadata. */
const GUESSED = /^\/(?:authorize|token|register)$/

/** C-ASMD-01 (RFC 8414 §3). */
export const usesMetadataEndpoints = defineCheck({
  id: 'uses-metadata-endpoints',
  requirement: 'client-uses-metadata-endpoints',
  title: 'uses the endpoints that the metadata names',
  arises: 'metadata of the authorization server, and a request to one of its endpoints',
  judge(facts) {
    const read = facts.serverMetadata.find(({ document }) => document !== undefined)
    if (read === undefined) return undefined
    const guess = facts.steps.find(({ index, reading: { path } }) => index > read.step.index && GUESSED.test(path))
    if (guess !== undefined) {
      return broken(`It asked ${guess.reading.path}, which the metadata it had read does not name.`, [guess, read.step])
    }
    const used = facts.at(
      'authorization',
      'token',
      'registration',
      'pushed-authorization-request',
      'device-authorization',
    )
    const after = used.filter(({ index }) => index > read.step.index)
    return after.length === 0 ? undefined : kept('It used endpoints that the metadata names.', [read.step, ...after])
  },
})
