import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { describeRefusal, text } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'
import type { Client } from './client.ts'
import { failureOf, postForm, type TokenEndpoint } from './token.ts'

/** An authorization request, by parameter. */
export type AuthorizationParameters = Readonly<Record<string, string | undefined>>

/**
 * Pushes an authorization request, authenticated like a token request, and returns the parameters that stand for
 * it in the browser (RFC 9126 §2.1, §2.2, §4).
 */
export async function pushRequest(
  context: Context,
  url: string,
  endpoint: TokenEndpoint & { readonly client: Client },
  parameters: AuthorizationParameters,
): Promise<AuthorizationParameters> {
  const { clientId, authenticationMethod } = endpoint.client
  // Every other method of client authentication brings the client_id itself.
  const client_id = authenticationMethod === 'client_secret_basic' ? clientId : undefined
  const { status, body } = await postForm(context, url, endpoint, { ...parameters, client_id })
  const where = `The pushed authorization request endpoint ${plain(url)}`
  if (status !== 201 || typeof body === 'string') {
    const code = typeof body === 'string' ? undefined : text(body, 'error')
    throw new CliError(failureOf(code), `${where} refused: ${describeRefusal(status, body)}.`, { url, status, code })
  }
  const reference = text(body, 'request_uri')
  if (reference === undefined || reference === '') {
    throw new CliError('failed', `${where} answered without a request_uri.`, { url, status })
  }
  return { client_id: clientId, request_uri: reference }
}
