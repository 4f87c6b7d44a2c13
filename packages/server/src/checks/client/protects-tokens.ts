import { broken, defineCheck, kept } from '../check.ts'

/** C-USE-06 (OAuth 2.1 §4.3, §7.1). */
export const protectsTokens = defineCheck({
  id: 'protects-tokens',
  requirement: 'client-protects-tokens',
  title: 'sends its refresh token to the token and revocation endpoints alone',
  arises: 'a request by a client that has a refresh token',
  judge(facts) {
    const tokens = facts.issued.filter(({ kind }) => kind === 'refresh_token')
    const later = facts.steps.filter(({ index }) => tokens.some(({ step }) => step.index < index))
    const leak = later.find(({ exchange: { endpoint, request } }) => {
      const right = endpoint === 'token' || endpoint === 'revocation' || endpoint === 'introspection'
      return tokens.some(({ value }) => {
        if (request.url.includes(value)) return true
        return (
          !right &&
          (request.body?.text.includes(value) === true ||
            [...request.headers].some(([name, text]) => name !== 'authorization' && text.includes(value)))
        )
      })
    })
    if (leak !== undefined) return broken(`It sent its refresh token to ${leak.reading.path}.`, [leak])
    return later.length === 0 ? undefined : kept('Its refresh token went to the token endpoint alone.', later)
  },
})
