import type { Context } from '../core/context.ts'
import type { IntrospectionAccess } from '../core/foreign-authorization-server.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import { foreignServer } from './foreign-metadata.ts'

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
  const response = await foreignServer.post(endpoint, form, ctx)
  const claims = response.status === 200 ? parseJson(response.body) : undefined
  if (!isJsonObject(claims)) throw foreignServer.unavailable(`${endpoint}: ${response.status}, no JSON object`)
  return claims['active'] === true ? claims : undefined
}

/** RFC 6749 §2.3.1: both halves are form-encoded first. */
function encoded(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1)
}
