import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import { usageError } from '../errors.ts'
import type { Client } from '../oauth/client.ts'
import { requestTokens, type TokenEndpoint, type Tokens } from '../oauth/token.ts'
import { activeProfile } from '../profiles/store.ts'
import { tokenEndpointOf } from '../profiles/token-endpoint.ts'
import { configuredClient, identifyClient } from '../registration/identify.ts'
import type { Flow, Login } from './flow.ts'
import { chooseTarget, describeLogin, endpointOf } from './target.ts'

const GRANT = 'client_credentials'

/** A machine with credentials of its own (RFC 6749 §4.4; MCP OAuth Client Credentials extension). */
export const clientCredentials: Flow = {
  id: 'client-creds',
  summary: 'a machine with its own secret or key',
  interactive: false,
  offered: ({ authorizationServer: server }) =>
    server?.tokenEndpoint !== undefined && server.grantTypesSupported?.includes(GRANT) === true,
  async logIn(context, login) {
    const target = await chooseTarget(context, login)
    const client = await credentials(context, login, target.server, target.scope)
    const tokens = await ask(context, endpointOf(target, client), target.scope, target.resourceIndicator)
    return describeLogin(context, login, clientCredentials.id, target, tokens, { client })
  },
  renew:
    ({ scope }, authorization) =>
    (context) =>
      ask(context, tokenEndpointOf(authorization), scope, authorization.resourceIndicator),
}

function ask(
  context: Context,
  endpoint: TokenEndpoint,
  scope: string | undefined,
  resource: string | undefined,
): Promise<Tokens> {
  return requestTokens(context, endpoint, { grant_type: GRANT, scope, resource })
}

/** The credentials given; else those of the login in use, if it is at this issuer; else, if wanted, a registration. */
async function credentials(
  context: Context,
  { url, choices, store }: Login,
  server: AuthorizationServer,
  scope: string | undefined,
): Promise<Client> {
  if (choices.client.register) {
    const wanted = { grantTypes: [GRANT], redirectUri: undefined, scope }
    return identifyClient(context, server, choices.client, undefined, wanted)
  }
  const given = await configuredClient(server, choices.client)
  const active = activeProfile(await store.read(), url)
  const saved =
    active?.authMode === clientCredentials.id && active.authorization?.issuer === server.issuer
      ? active.authorization.client
      : undefined
  const client = given ?? saved
  if (client !== undefined && client.authenticationMethod !== 'none') return client
  throw usageError(
    '--auth-mode client-creds needs a client that can authenticate.',
    '--client-id with --client-secret @FILE or --private-key @FILE',
  )
}
