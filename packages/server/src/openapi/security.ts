import type { Context } from '../core/context.ts'
import { foreignAuthorizationServer } from '../core/foreign-authorization-server.ts'
import type { McpResource } from '../mcp/resources/resource.ts'
import { scopeMeaning } from '../oauth/decision-form.ts'
import { authorizationServerMetadata } from '../oauth/metadata.ts'
import { authorizationCode } from '../oauth/token/grants/authorization-code.ts'
import { clientCredentials } from '../oauth/token/grants/client-credentials.ts'
import { deviceCode } from '../oauth/token/grants/device-code.ts'
import type { Json, Told } from './shape.ts'

/** How a client shows who it is at the authorization server: in the header, or in the form (RFC 6749 §2.3.1). */
export const CLIENT: readonly Json[] = [{}, { clientBasic: [] }]

/** Who may see what was observed. */
export function observers({ ctx }: Told): readonly Json[] {
  return ctx.config.debugToken === undefined ? [] : [{ debugToken: [] }]
}

/** What an MCP endpoint takes. */
export function callers({ discoverable, grantType }: McpResource, { ctx }: Told): readonly Json[] {
  const { authorizationServer, dpopRequired, openMethods } = ctx.config
  const open = openMethods.length > 0 ? [{}] : []
  if (!discoverable) return [{ staticToken: [] }, ...open]
  if (authorizationServer !== undefined) return [{ foreignToken: [] }, { dpopToken: [] }, ...open]
  const flows = [
    ...(grantType === undefined || grantType === authorizationCode.grantType ? [{ authorizationCode: [] }] : []),
    ...(grantType === undefined || grantType === clientCredentials.grantType ? [{ clientCredentials: [] }] : []),
    { accessToken: [] },
  ]
  return [...(dpopRequired ? [] : flows), { dpopToken: [] }, ...open]
}

/** Every way to be let in (OpenAPI 3.1.1 §4.8.27); what no operation names is left out of the document. */
export function securitySchemes(ctx: Context): Readonly<Record<string, Json>> {
  const metadata = authorizationServerMetadata(ctx)
  const { token_endpoint: tokenUrl, authorization_endpoint: authorizationUrl } = metadata
  const scopes = Object.fromEntries((metadata.scopes_supported ?? []).map((name) => [name, scopeMeaning(name)]))
  const foreign = foreignAuthorizationServer(ctx.config.authorizationServer)?.issuer ?? ''
  const bearer = (description: string): Json => ({ type: 'http', scheme: 'bearer', description })
  return {
    authorizationCode: {
      type: 'oauth2',
      description: `A user consents in the browser, with PKCE (${metadata.code_challenge_methods_supported?.join(', ')}).`,
      flows: { authorizationCode: { authorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes } },
    },
    clientCredentials: {
      type: 'oauth2',
      description: 'A client that authenticates speaks for itself.',
      flows: { clientCredentials: { tokenUrl, scopes } },
    },
    accessToken: {
      ...bearer(
        `An access token of this authorization server for this endpoint, by whatever grant: ${metadata.grant_types_supported?.join(', ')}. OpenAPI 3.1 has no flow for the device grant; \`x-deviceAuthorization\` says where it begins.`,
      ),
      'x-deviceAuthorization': {
        grantType: deviceCode.grantType,
        deviceAuthorizationUrl: metadata['device_authorization_endpoint'],
        tokenUrl,
        scopes,
      },
    },
    foreignToken: bearer(`An access token of ${foreign} for this endpoint.`),
    dpopToken: {
      type: 'http',
      scheme: 'DPoP',
      description:
        'An access token that is bound to a key, with a proof of that key in the header `DPoP` (RFC 9449 §7.1).',
    },
    staticToken: bearer('The value of the setting `bearerToken`, or a token of the mint. No OAuth token.'),
    clientBasic: { type: 'http', scheme: 'basic', description: 'Client id and secret (RFC 6749 §2.3.1).' },
    registrationToken: bearer('The `registration_access_token` that came with the registration (RFC 7592 §3).'),
    loginToken: bearer('An access token of the identity provider, good for UserInfo alone.'),
    debugToken: bearer('The value of the setting `debugToken`.'),
  }
}
