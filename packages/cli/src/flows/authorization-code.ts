import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import { CliError } from '../errors.ts'
import { authorizationUrl } from '../oauth/authorization-request.ts'
import { acceptResponse, type PendingAuthorization } from '../oauth/authorization-response.ts'
import type { Client } from '../oauth/client.ts'
import { codeChallenge, secret } from '../oauth/pkce.ts'
import { type AuthorizationParameters, pushRequest } from '../oauth/pushed-request.ts'
import { requestTokens } from '../oauth/token.ts'
import { identifyClient } from '../registration/identify.ts'
import { plain } from '../terminal/plain.ts'
import { openCallback } from './callback.ts'
import { device } from './device.ts'
import type { Flow, Login } from './flow.ts'
import { withSavedClient } from './saved-client.ts'
import { chooseTarget, describeLogin, endpointOf, needed, type Target } from './target.ts'

/** The authorization code grant with PKCE, in the user's own browser (OAuth 2.1 §4.1, RFC 8252). */
export const authorizationCode: Flow = {
  id: 'auth-code',
  summary: 'authorize in a browser',
  interactive: true,
  offered: ({ authorizationServer: server }) =>
    server?.authorizationEndpoint !== undefined &&
    server.tokenEndpoint !== undefined &&
    (server.grantTypesSupported ?? ['authorization_code']).includes('authorization_code'),
  async logIn(context, login) {
    const target = await chooseTarget(context, login)
    if (target.discovery.authorizationServer !== undefined) {
      checkPkce(context, target.server, login.choices.allowMissingPkce)
    }
    return withSavedClient(context, login, target.server.issuer, (saved) => attempt(context, login, target, saved))
  },
}

/** Without S256 in the metadata there is no protection against a stolen code (2025-11-25, C-ASMD-06). */
function checkPkce(context: Context, server: AuthorizationServer, allowMissing: boolean): void {
  const methods = server.codeChallengeMethodsSupported
  if (methods?.includes('S256') === true) return
  const found =
    methods === undefined ? 'no code_challenge_methods_supported' : `only ${plain(methods.join(', ') || 'none')}`
  if (allowMissing) {
    context.notice(`DANGER: the metadata lists ${found}; going on with S256 because you said so.`)
    return
  }
  throw new CliError('failed', `The metadata of ${plain(server.issuer)} does not list PKCE method S256 (${found}).`, {
    url: server.issuer,
    hint: 'If the server is known to support it, --allow-missing-pkce goes on.',
  })
}

/** Over SSH the browser is on another machine, and cannot come back to this one by itself. */
function suggestOverSsh({ env, say }: Context, { url, choices }: Login, target: Target, redirectUri: string): void {
  if ((env.variables['SSH_CONNECTION'] ?? '') === '' || choices.headless) return
  const { port } = new URL(redirectUri)
  const way = device.offered(target.discovery)
    ? `mcp-auth login ${url} --auth-mode device needs no way back`
    : `ssh -L ${port}:127.0.0.1:${port} brings it back`
  say(`This is an SSH session, and a browser elsewhere does not reach it: ${way}.`)
}

async function attempt(
  context: Context,
  login: Login,
  target: Target,
  saved: Client | undefined,
): ReturnType<Flow['logIn']> {
  const { choices } = login
  const { server, resourceIndicator, scope } = target
  const endpoint = needed(server, 'authorization_endpoint', server.authorizationEndpoint)
  const pending: PendingAuthorization = {
    state: secret(context.env),
    issuer: server.issuer,
    issParameterSupported: server.issParameterSupported,
  }
  const callback = await openCallback(context, choices, saved, (parameters) => acceptResponse(pending, parameters))
  try {
    const { redirectUri } = callback
    const client = await identifyClient(context, server, choices.client, saved, {
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUri,
      scope,
    })
    const verifier = secret(context.env)
    const parameters = {
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: redirectUri,
      code_challenge: await codeChallenge(verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      resource: resourceIndicator,
      scope,
    }
    const url = authorizationUrl(endpoint, await inFront(context, target, client, parameters))
    suggestOverSsh(context, login, target, redirectUri)
    const code = await callback.authorize(url, server.publicOnly)
    const tokens = await requestTokens(context, endpointOf(target, client), {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      resource: resourceIndicator,
    })
    return describeLogin(context, login, authorizationCode.id, target, tokens, { client })
  } finally {
    await callback.close()
  }
}

/** What goes through the browser: the request, or, where the server wants it pushed, a reference to it (RFC 9126 §5). */
async function inFront(
  context: Context,
  target: Target,
  client: Client,
  parameters: AuthorizationParameters,
): Promise<AuthorizationParameters> {
  const { server } = target
  const byClient = client.registration?.['require_pushed_authorization_requests'] === true
  if (!server.requirePushedAuthorizationRequests && !byClient) return parameters
  const name = 'pushed_authorization_request_endpoint'
  const endpoint = needed(server, name, server.pushedAuthorizationRequestEndpoint)
  return pushRequest(context, endpoint, { ...endpointOf(target, client), client }, parameters)
}
