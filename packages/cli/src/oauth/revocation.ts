import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { describeRefusal, parseObject } from '../http/json.ts'
import type { Client } from './client.ts'
import { postForm } from './token.ts'

/** Asks the authorization server to forget a token (RFC 7009 §2.1). Says what happened instead of throwing. */
export async function revoke(
  context: Context,
  endpoint: string,
  client: Client,
  token: string,
  hint: 'access_token' | 'refresh_token',
): Promise<{ readonly revoked: boolean; readonly detail: string }> {
  try {
    const answer = await postForm(context, endpoint, client, { token, token_type_hint: hint })
    const body = await answer.text()
    if (answer.status === 200) return { revoked: true, detail: 'revoked' }
    return { revoked: false, detail: `not revoked: ${describeRefusal(answer.status, parseObject(body))}` }
  } catch (error) {
    if (!(error instanceof CliError) || error.failure === 'interrupted') throw error
    return { revoked: false, detail: `not revoked: ${error.message.replace(/\.$/, '')}` }
  }
}
