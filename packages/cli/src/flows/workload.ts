import type { Context } from '../context.ts'
import { usageError } from '../errors.ts'
import { requestTokens, type TokenEndpoint, type Tokens } from '../oauth/token.ts'
import { tokenEndpointOf } from '../profiles/token-endpoint.ts'
import { configuredClient } from '../registration/identify.ts'
import { readSource } from '../source.ts'
import type { Flow } from './flow.ts'
import { chooseTarget, describeLogin, endpointOf } from './target.ts'

/** The grant type of an assertion that is an authorization grant (RFC 7523 §2.1). */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * A workload with a JWT of its platform (MCP Workload Identity Federation). The assertion is sent once: no
 * second try and no other grant after a refusal (C-WIF-03).
 */
export const workload: Flow = {
  id: 'workload',
  summary: "a workload with its platform's JWT",
  interactive: false,
  offered: ({ authorizationServer: server }) =>
    server?.tokenEndpoint !== undefined && server.grantTypesSupported?.includes(JWT_BEARER) === true,
  async logIn(context, login) {
    const assertion = await login.choices.assertion()
    if (assertion === undefined) {
      throw usageError(
        '--auth-mode workload needs an assertion.',
        '--assertion @FILE, --assertion-command COMMAND, or MCP_AUTH_ASSERTION',
      )
    }
    const target = await chooseTarget(context, login)
    const client = await configuredClient(target.server, login.choices.client)
    const endpoint = endpointOf(target, client)
    const tokens = await redeem(context, endpoint, assertion.value, target.scope, target.resourceIndicator)
    return describeLogin(context, login, workload.id, target, tokens, {
      ...(client === undefined ? {} : { client }),
      ...(assertion.source === undefined ? {} : { assertion: { source: assertion.source } }),
    })
  },
  renew: ({ scope }, authorization) => {
    const { assertion, resourceIndicator } = authorization
    if (assertion === undefined) return undefined
    return async (context) => {
      const fresh = await readSource(context, assertion.source, 'assertion')
      return redeem(context, tokenEndpointOf(authorization), fresh, scope, resourceIndicator)
    }
  },
}

/** Exchanges an assertion for tokens (RFC 7523 §2.1). */
export function redeem(
  context: Context,
  endpoint: TokenEndpoint,
  assertion: string,
  scope: string | undefined,
  resource: string | undefined,
): Promise<Tokens> {
  return requestTokens(context, endpoint, { grant_type: JWT_BEARER, assertion, scope, resource })
}
