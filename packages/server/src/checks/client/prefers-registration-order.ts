import { broken, defineCheck, kept } from '../check.ts'

/** C-REG-02 (MCP authorization, Client Registration Approaches). */
export const prefersRegistrationOrder = defineCheck({
  id: 'prefers-registration-order',
  requirement: 'client-prefers-registration-order',
  title:
    'is known by configuration or a metadata document rather than by dynamic registration, where the server takes those',
  arises: 'an authorization server that takes metadata documents, and an authorization request',
  judge(facts) {
    const [authorization] = facts.authorizations
    const offers = facts.serverMetadata.find(
      ({ document }) => document?.['client_id_metadata_document_supported'] === true,
    )
    if (authorization?.clientId === undefined || offers === undefined) return undefined
    const registered = facts.registrations.find(({ clientId }) => clientId !== undefined)
    if (registered !== undefined) {
      return broken('The server takes client ID metadata documents, and it registered dynamically all the same.', [
        registered.step,
        offers.step,
      ])
    }
    const way = authorization.clientId.startsWith('https://') ? 'a metadata document' : 'a client ID that it had'
    return kept(`It used ${way}.`, [authorization.step, offers.step])
  },
})
