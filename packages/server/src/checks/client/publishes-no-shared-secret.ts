import { defineCheck, eachOf } from '../check.ts'

/** C-REG-07 (CIMD §4.1). */
export const publishesNoSharedSecret = defineCheck({
  id: 'publishes-no-shared-secret',
  requirement: 'client-publishes-no-shared-secret',
  title: 'has no shared secret in its metadata document',
  arises: 'a client ID metadata document that the server could fetch',
  judge(facts) {
    const read = facts.documents.filter(({ document }) => document !== undefined)
    return eachOf(
      read,
      ({ document }) => {
        if (document?.['client_secret'] !== undefined)
          return 'Its metadata document has a client_secret, for everybody to read.'
        const method = String(document?.['token_endpoint_auth_method'] ?? '')
        return method.startsWith('client_secret')
          ? `Its metadata document declares ${method}, which needs a shared secret.`
          : undefined
      },
      'Its metadata document has no shared secret.',
    )
  },
})
