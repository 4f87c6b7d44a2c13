import { defineCheck } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'
import { used } from '../used.ts'

/** C-ASMD-06 (MCP authorization, Authorization Code Protection). Only where a code is asked for: other grants have no PKCE. */
export const requiresS256InMetadata = defineCheck({
  id: 'requires-s256-in-metadata',
  requirement: 'client-requires-s256-in-metadata',
  title: 'asks no server for a code whose metadata does not list S256',
  arises: 'metadata of an authorization server that does not list S256',
  judge(facts) {
    const all = facts.serverMetadata.filter(({ document }) => document !== undefined)
    const [read] = all
    if (read === undefined || all.some(({ document }) => wordsOf(document, METHODS)?.includes('S256'))) return undefined
    const listed = wordsOf(read.document, METHODS)
    return used(facts, read.step, {
      at: ['authorization', 'pushed-authorization-request'],
      stopped: 'It asked for no code after the metadata did not list S256.',
      although:
        listed === undefined
          ? `the metadata has no ${METHODS}`
          : `${METHODS} of the metadata is ${listed.join(', ') || 'empty'}`,
    })
  },
})

const METHODS = 'code_challenge_methods_supported'
