import { equalSecrets } from '../../../core/secret.ts'
import { wrongSecret } from '../refused.ts'
import type { Method } from './method.ts'

/** Id and secret in the body (RFC 6749 §2.3.1). */
export const clientSecretPost: Method = {
  name: 'client_secret_post',
  confidential: true,
  present(_headers, params) {
    const secret = params.get('client_secret')
    if (secret === undefined) return undefined
    return {
      clientId: params.require('client_id', { reference: { document: 'rfc6749', section: '2.3.1' } }),
      async prove({ clientId, clientSecret }) {
        if (clientSecret === undefined || !equalSecrets(clientSecret, secret)) throw wrongSecret(clientId)
      },
    }
  },
}
