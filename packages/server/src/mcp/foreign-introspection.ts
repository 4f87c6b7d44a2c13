import type { Context } from '../core/context.ts'
import type { IntrospectionAccess } from '../core/foreign-authorization-server.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import { askForeign, foreignUnavailable } from './foreign-exchange.ts'

const LIMIT_BYTES = 64 * 1024

/** What a foreign authorization server says of a token (RFC 7662 §2.2); undefined when it is not active. */
export async function introspected(
  token: string,
  { endpoint, clientId, clientSecret }: IntrospectionAccess,
  ctx: Context,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const form = {
    fields: { token, token_type_hint: 'access_token' },
    headers: {
      authorization: `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64')}`,
    },
  }
  const response = await askForeign(endpoint, (options) => ctx.outbound.post(endpoint, form, options), LIMIT_BYTES)
  const claims = response.status === 200 ? parseJson(response.body) : undefined
  if (!isJsonObject(claims)) throw foreignUnavailable(`${endpoint}: ${response.status}, no JSON object`)
  return claims['active'] === true ? claims : undefined
}

/** RFC 6749 §2.3.1: both halves are form-encoded first. */
function encoded(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1)
}
