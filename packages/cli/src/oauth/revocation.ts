import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { describeRefusal } from '../http/json.ts'
import { postForm, type TokenEndpoint } from './token.ts'

/** Asks the authorization server to forget a token (RFC 7009 §2.1). Says what happened instead of throwing. */
export async function revoke(
  context: Context,
  endpoint: string,
  authorization: Omit<TokenEndpoint, 'tokenEndpoint' | 'prover'>,
  token: string,
  hint: 'access_token' | 'refresh_token',
): Promise<{ readonly revoked: boolean; readonly detail: string }> {
  try {
    const { issuer, client, publicOnly } = authorization
    const form = { token, token_type_hint: hint }
    const { status, body } = await postForm(context, endpoint, { issuer, client, publicOnly }, form)
    if (status === 200) return { revoked: true, detail: 'revoked' }
    return { revoked: false, detail: `not revoked: ${describeRefusal(status, body)}` }
  } catch (error) {
    if (!(error instanceof CliError) || error.failure === 'interrupted') throw error
    return { revoked: false, detail: `not revoked: ${error.message.replace(/\.$/, '')}` }
  }
}
