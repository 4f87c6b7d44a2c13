import { isJsonObject } from '../../core/json.ts'
import type { Step } from '../step.ts'

/** One request at the token endpoint. */
export interface TokenRequest {
  readonly step: Step
  readonly params: URLSearchParams
  readonly grantType: string | undefined
  /** Who asks: by a parameter, Basic or the subject of an assertion. */
  readonly clientId: string | undefined
  /** What the answer gives; undefined when it refuses. */
  readonly tokens: Tokens | undefined
  /** The error of a refusal (RFC 6749 §5.2). */
  readonly error: string | undefined
}

/** The members of a token response (RFC 6749 §5.1). */
export interface Tokens {
  readonly accessToken: string
  readonly tokenType: string | undefined
  readonly refreshToken: string | undefined
  readonly scope: readonly string[] | undefined
  /** When the access token ends, in ms by the server's clock. */
  readonly expiresAt: number | undefined
}

/** The requests at the token endpoint. */
export function tokenRequests(steps: readonly Step[]): readonly TokenRequest[] {
  return steps.map((step) => {
    const { form, query, received } = step.reading
    const params = form.size > 0 ? form : query
    const [authenticated] = step.events('client.authenticated')
    const error = isJsonObject(received) ? received['error'] : undefined
    return {
      step,
      params,
      grantType: params.get('grant_type') ?? undefined,
      clientId: authenticated?.clientId ?? params.get('client_id') ?? undefined,
      tokens: tokensOf(step),
      error: typeof error === 'string' ? error : undefined,
    }
  })
}

function tokensOf({ exchange, reading: { received } }: Step): Tokens | undefined {
  if (exchange.response.status !== 200 || !isJsonObject(received)) return undefined
  const { access_token, token_type, refresh_token, scope, expires_in } = received
  if (typeof access_token !== 'string') return undefined
  return {
    accessToken: access_token,
    tokenType: typeof token_type === 'string' ? token_type : undefined,
    refreshToken: typeof refresh_token === 'string' ? refresh_token : undefined,
    scope: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : undefined,
    expiresAt: typeof expires_in === 'number' ? exchange.answeredAt + expires_in * 1000 : undefined,
  }
}
