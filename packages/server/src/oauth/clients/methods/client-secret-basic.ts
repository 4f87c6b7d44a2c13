import type { RequirementId } from '@mcp-auth/spec'
import { OAuthError } from '../../../core/errors.ts'
import type { Params } from '../../../core/form.ts'
import { equalSecrets } from '../../../core/secret.ts'
import { clientRefused, wrongSecret } from '../refused.ts'
import type { Method } from './method.ts'

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i

/**
 * Id and secret in the Authorization header, each form-encoded before they are joined (RFC 6749 §2.3.1). Many clients send
 * them raw, so the raw reading counts as well; for values without reserved characters the two are one.
 */
export const clientSecretBasic: Method = {
  name: 'client_secret_basic',
  confidential: true,
  present(headers, params) {
    const header = headers.get('authorization')
    if (header === null) return undefined
    const encoded = BASIC.exec(header)?.[1]
    if (encoded === undefined) {
      throw malformed(
        'the Authorization header of a token request must be Basic, with base64 credentials',
        'client-authenticates-as-registered',
      )
    }
    const credentials = Buffer.from(encoded, 'base64').toString()
    const colon = credentials.indexOf(':')
    if (colon < 0) {
      throw malformed(
        'the Basic credentials must be client_id and client_secret joined by a colon',
        'client-encodes-basic-credentials',
      )
    }
    return presented(credentials.slice(0, colon), credentials.slice(colon + 1), params)
  },
}

function presented(rawId: string, rawSecret: string, params: Params): ReturnType<Method['present']> {
  const clientId = formDecode(rawId) ?? rawId
  const secret = formDecode(rawSecret)
  const inBody = params.get('client_id')
  if (inBody !== undefined && inBody !== clientId) {
    throw new OAuthError('invalid_request', 'client_id in the body must be the client of the Authorization header', {
      requirement: 'client-authenticates-as-registered',
    })
  }
  return {
    clientId,
    async prove({ clientId: id, clientSecret }) {
      const right =
        clientSecret !== undefined &&
        ((secret !== undefined && equalSecrets(clientSecret, secret)) || equalSecrets(clientSecret, rawSecret))
      if (!right) throw wrongSecret(id)
    },
  }
}

/** Undefined for text that is not form-encoded at all, such as a lone percent sign. */
function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function malformed(description: string, requirement: RequirementId): OAuthError {
  return clientRefused(description, { document: 'rfc6749', section: '2.3.1', requirement })
}
