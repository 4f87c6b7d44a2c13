import { broken, defineCheck, kept, legacy } from '../check.ts'

/** C-REG-03 (RFC 8414 §2). */
export const acceptsStaticCredentials = defineCheck({
  id: 'accepts-static-credentials',
  requirement: 'client-accepts-static-credentials',
  title: 'registers only where the metadata says so',
  arises: 'metadata without a registration endpoint, and what the client did next',
  judge(facts) {
    const read = facts.serverMetadata.find(
      ({ document }) => document !== undefined && document['registration_endpoint'] === undefined,
    )
    if (read === undefined) return undefined
    const posted = facts.steps.find(
      ({ index, exchange: { request, endpoint }, reading: { path } }) =>
        index > read.step.index && request.method === 'POST' && (endpoint === 'registration' || path === '/register'),
    )
    if (posted !== undefined) {
      const note = `It registered at ${posted.reading.path}, which the metadata does not name.`
      const guessed = facts.revision === '2025-03-26' && posted.reading.path === '/register'
      return guessed ? legacy(note, [posted, read.step]) : broken(note, [posted, read.step], { as: 'fail' })
    }
    const asked = facts.authorizations.find(
      ({ step, clientId }) => step.index > read.step.index && clientId !== undefined,
    )
    return asked === undefined ? undefined : kept(`It used the client_id ${asked.clientId}.`, [asked.step, read.step])
  },
})
