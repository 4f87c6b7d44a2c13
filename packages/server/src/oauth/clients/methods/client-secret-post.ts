import { equalSecrets } from '../../../core/secret.ts'
import type { Method } from './method.ts'

/** Id and secret in the body (RFC 6749 §2.3.1). */
export const clientSecretPost: Method = {
  name: 'client_secret_post',
  present(_headers, params) {
    const secret = params.get('client_secret')
    if (secret === undefined) return undefined
    return {
      clientId: params.require('client_id'),
      proves: (client) => client.clientSecret !== undefined && equalSecrets(client.clientSecret, secret),
    }
  },
}
