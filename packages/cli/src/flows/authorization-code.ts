import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import type { Discovery } from '../discovery/discover.ts'
import { CliError } from '../errors.ts'
import { authorizationUrl, requestedScope } from '../oauth/authorization-request.ts'
import { acceptResponse, type PendingAuthorization } from '../oauth/authorization-response.ts'
import type { Client } from '../oauth/client.ts'
import { codeChallenge, secret } from '../oauth/pkce.ts'
import { requestTokens, type Tokens } from '../oauth/token.ts'
import { tokenFields } from '../profiles/profile.ts'
import { savedClient } from '../profiles/store.ts'
import { identifyClient } from '../registration/identify.ts'
import { plain } from '../terminal/plain.ts'
import { openCallback } from './callback.ts'
import type { Flow, Login } from './flow.ts'

/** The authorization code grant with PKCE, in the user's own browser (OAuth 2.1 §4.1, RFC 8252). */
export const authorizationCode: Flow = {
  id: 'auth-code',
  summary: 'authorize in a browser',
  offered: ({ authorizationServer: server }) =>
    server?.authorizationEndpoint !== undefined &&
    server.tokenEndpoint !== undefined &&
    (server.grantTypesSupported ?? ['authorization_code']).includes('authorization_code'),
  async logIn(context, login) {
    const target = await chooseTarget(context, login)
    const saved = savedClient(await login.store.read(), target.server.issuer)
    try {
      return await attempt(context, login, target, saved)
    } catch (error) {
      if (!isForgottenClient(error, login, saved)) throw error
      context.notice(`${plain(target.server.issuer)} no longer knows this client; registering again.`)
      return await attempt(context, login, target, undefined)
    }
  },
}

/** A registration that the server forgot is made anew, once; a client the user named is the user's business. */
function isForgottenClient(error: unknown, { choices }: Login, saved: Client | undefined): boolean {
  if (saved?.source !== 'registered' || choices.client.clientId !== undefined || choices.client.register) return false
  return (
    error instanceof CliError && ['invalid_client', 'unauthorized_client'].some((code) => code === error.details.code)
  )
}

/** Where to log in, and what for. */
interface Target {
  readonly discovery: Discovery
  readonly server: AuthorizationServer
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  /** The resource indicator, byte-exact as published; none under the rules of 2025-03-26. */
  readonly resourceIndicator: string | undefined
}

async function chooseTarget(context: Context, login: Login): Promise<Target> {
  const discovery = await login.discovery()
  const server = discovery.authorizationServer ?? discovery.guess
  if (server === undefined) {
    throw new CliError('unauthorized', `No authorization server was found for ${login.url}.`, {
      hint: 'Name one with --authorization-server, or use --auth-mode bearer with a token.',
    })
  }
  if (discovery.authorizationServer === undefined) {
    context.notice('The server publishes no metadata; trying the default endpoints of 2025-03-26.')
  }
  const { authorizationEndpoint, tokenEndpoint, issuer } = server
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined) {
    const missing = authorizationEndpoint === undefined ? 'authorization_endpoint' : 'token_endpoint'
    throw new CliError('failed', `The metadata of ${plain(issuer)} has no ${missing}.`, { url: issuer })
  }
  if (discovery.authorizationServer !== undefined) checkPkce(context, server, login.choices.allowMissingPkce)
  const resourceIndicator =
    discovery.rules === 'metadata' ? discovery.resource?.resource : discovery.rules === 'named' ? login.url : undefined
  return { discovery, server, authorizationEndpoint, tokenEndpoint, resourceIndicator }
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

async function attempt(
  context: Context,
  login: Login,
  target: Target,
  saved: Client | undefined,
): ReturnType<Flow['logIn']> {
  const { choices } = login
  const { server, discovery } = target
  const scope = requestedScope({
    byUser: choices.scope,
    challenged: discovery.reception.challenge?.scope,
    byResource: discovery.resource?.scopesSupported,
    byServer: server.scopesSupported,
  })
  const pending: PendingAuthorization = {
    state: secret(context.env),
    issuer: server.issuer,
    issParameterSupported: server.issParameterSupported,
  }
  const callback = await openCallback(context, choices, saved, (parameters) => acceptResponse(pending, parameters))
  try {
    const { redirectUri } = callback
    const client = await identifyClient(context, server, choices.client, saved, redirectUri, scope)
    const verifier = secret(context.env)
    const url = authorizationUrl(target.authorizationEndpoint, {
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: redirectUri,
      code_challenge: await codeChallenge(verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      resource: target.resourceIndicator,
      scope,
    })
    const code = await callback.authorize(url)
    const tokens = await requestTokens(
      context,
      { tokenEndpoint: target.tokenEndpoint, client },
      {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        resource: target.resourceIndicator,
      },
    )
    return describeLogin(context, login, target, client, { ...tokens, scope: tokens.scope ?? scope }, scope)
  } finally {
    await callback.close()
  }
}

function describeLogin(
  context: Context,
  { url }: Login,
  { server, tokenEndpoint, resourceIndicator }: Target,
  client: Client,
  tokens: Tokens,
  asked: string | undefined,
): Awaited<ReturnType<Flow['logIn']>> {
  const granted = new Set(tokens.scope?.split(' '))
  const missing = (asked ?? '').split(' ').filter((scope) => scope !== '' && !granted.has(scope))
  if (missing.length > 0) context.notice(`Not granted: ${missing.join(' ')}.`)
  return {
    url,
    resource: resourceIndicator ?? url,
    authMode: authorizationCode.id,
    ...tokenFields(tokens),
    authorization: {
      issuer: server.issuer,
      tokenEndpoint,
      ...(server.revocationEndpoint === undefined ? {} : { revocationEndpoint: server.revocationEndpoint }),
      client,
      ...(resourceIndicator === undefined ? {} : { resourceIndicator }),
    },
  }
}
