import type { Context } from '../context.ts'
import { type AuthorizationServer, findAuthorizationServer } from '../discovery/authorization-server.ts'
import { CliError, usageError } from '../errors.ts'
import { checkSuppliedUrl, type Vantage } from '../http/endpoint.ts'
import { text, texts } from '../http/json.ts'
import { requestFromTokenEndpoint } from '../oauth/token.ts'
import type { IdentityProvider } from '../profiles/profile.ts'
import { tokenEndpointOf } from '../profiles/token-endpoint.ts'
import { configuredClient } from '../registration/identify.ts'
import { readSource } from '../source.ts'
import { plain } from '../terminal/plain.ts'
import type { Flow, IdentityProviderChoices } from './flow.ts'
import { chooseTarget, describeLogin, endpointOf, needed } from './target.ts'
import { JWT_BEARER, redeem } from './workload.ts'

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const ID_JAG = 'urn:ietf:params:oauth:token-type:id-jag'

const ID_JAG_PROFILE = 'urn:ietf:params:oauth:grant-profile:id-jag'

/** Whether a server says that it takes such assertions (ID-JAG §7.2). */
function takesIdJag({ document }: AuthorizationServer): boolean {
  return texts(document, 'authorization_grant_profiles_supported')?.includes(ID_JAG_PROFILE) === true
}

/** The user's own machine chose the identity provider, so it may be anywhere. */
const OWN_CHOICE: Vantage = { reach: 'loopback' }

/**
 * Single sign-on of an enterprise: the identity provider exchanges the user's id_token for an assertion that is
 * for one authorization server and one resource, and that is redeemed there (MCP Enterprise-Managed Authorization §4, §5).
 */
export const enterprise: Flow = {
  id: 'enterprise',
  summary: "single sign-on by your enterprise's identity provider",
  interactive: false,
  offered: ({ authorizationServer: server }) =>
    server?.tokenEndpoint !== undefined &&
    server.grantTypesSupported?.includes(JWT_BEARER) === true &&
    takesIdJag(server),
  async logIn(context, login) {
    const { choices } = login
    const idToken = await choices.idToken()
    if (idToken === undefined) {
      throw usageError(
        '--auth-mode enterprise needs an id_token.',
        '--id-token @FILE, --id-token-command COMMAND, or MCP_AUTH_ID_TOKEN',
      )
    }
    const identityProvider = await findIdentityProvider(context, choices.identityProvider)
    const target = await chooseTarget(context, login)
    const client = await configuredClient(target.server, choices.client)
    if (client === undefined) {
      throw usageError('--auth-mode enterprise needs the client that the identity provider knows.', '--client-id ID')
    }
    if (!takesIdJag(target.server)) {
      context.notice(`${plain(target.server.issuer)} does not list ${ID_JAG_PROFILE}; trying all the same.`)
    }
    const audience = target.server.issuer
    const resource = target.resourceIndicator ?? login.url
    const grant = await exchange(context, identityProvider, idToken.value, { audience, resource, scope: target.scope })
    const tokens = await redeem(context, endpointOf(target, client), grant, target.scope, resource)
    return describeLogin(context, login, enterprise.id, target, tokens, {
      client,
      ...(idToken.source === undefined ? {} : { assertion: { source: idToken.source, identityProvider } }),
    })
  },
  renew: ({ scope, resource }, authorization) => {
    const { source, identityProvider } = authorization.assertion ?? {}
    if (source === undefined || identityProvider === undefined) return undefined
    return async (context) => {
      const idToken = await readSource(context, source, 'id_token')
      const audience = authorization.issuer
      const grant = await exchange(context, identityProvider, idToken, { audience, resource, scope })
      return redeem(context, tokenEndpointOf(authorization), grant, scope, resource)
    }
  },
}

async function findIdentityProvider(context: Context, choices: IdentityProviderChoices): Promise<IdentityProvider> {
  const { clientId, clientSecret, issuer } = choices
  if (clientId === undefined || (issuer === undefined && choices.tokenEndpoint === undefined)) {
    throw usageError(
      '--auth-mode enterprise needs the identity provider.',
      '--idp-issuer URL or --idp-token-endpoint URL, and --idp-client-id ID',
    )
  }
  const found = choices.tokenEndpoint === undefined && issuer !== undefined
  const server = found ? await findAuthorizationServer(context, OWN_CHOICE, issuer) : undefined
  const tokenEndpoint =
    choices.tokenEndpoint ?? (server === undefined ? '' : needed(server, 'token_endpoint', server.tokenEndpoint))
  checkSuppliedUrl(context, OWN_CHOICE, 'token endpoint of the identity provider', tokenEndpoint)
  const posts = server?.tokenEndpointAuthMethodsSupported?.includes('client_secret_basic') === false
  return {
    issuer: issuer ?? tokenEndpoint,
    tokenEndpoint,
    client:
      clientSecret === undefined
        ? { clientId, authenticationMethod: 'none', source: 'configured' }
        : {
            clientId,
            clientSecret,
            authenticationMethod: posts ? 'client_secret_post' : 'client_secret_basic',
            source: 'configured',
          },
  }
}

/** Token exchange at the identity provider (RFC 8693 §2.1): what comes back is a grant, and no token for anyone. */
async function exchange(
  context: Context,
  identityProvider: IdentityProvider,
  idToken: string,
  wanted: { readonly audience: string; readonly resource: string; readonly scope: string | undefined },
): Promise<string> {
  const { body, where, common } = await requestFromTokenEndpoint(context, identityProvider, {
    grant_type: TOKEN_EXCHANGE,
    requested_token_type: ID_JAG,
    subject_token: idToken,
    subject_token_type: ID_TOKEN,
    ...wanted,
  })
  const issued = text(body, 'issued_token_type')
  const grant = text(body, 'access_token')
  if (issued !== ID_JAG) {
    const found = issued === undefined ? 'no issued_token_type' : `issued_token_type ${plain(issued)}`
    throw new CliError('failed', `${where} answered with ${found}; ${ID_JAG} was asked for.`, common)
  }
  if (grant === undefined || grant === '') throw new CliError('failed', `${where} answered without a token.`, common)
  return grant
}
