import { defineCheck, eachOf } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'

/** C-REG-13 (SEP-2207). */
export const listsRefreshGrant = defineCheck({
  id: 'lists-refresh-grant',
  requirement: 'client-lists-refresh-grant',
  title: 'lists refresh_token among its grant_types, if it wants to refresh',
  arises: 'a registration or metadata document of a client that redeems codes',
  judge(facts) {
    const registered = facts.registrations.map(({ step, metadata }) => ({ step, metadata }))
    const published = facts.documents.flatMap(({ step, document }) =>
      document === undefined ? [] : [{ step, metadata: document }],
    )
    const redeeming = [...registered, ...published].filter(({ metadata }) => {
      return wordsOf(metadata, 'grant_types')?.includes('authorization_code') ?? true
    })
    return eachOf(
      redeeming,
      ({ metadata }) => {
        const grants = wordsOf(metadata, 'grant_types')
        if (grants?.includes('refresh_token') === true) return undefined
        return grants === undefined
          ? 'It names no grant_types, which means authorization_code alone.'
          : `Its grant_types are ${grants.join(', ')}, without refresh_token.`
      },
      'Its grant_types have refresh_token.',
    )
  },
})
