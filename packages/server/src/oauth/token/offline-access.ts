import type { Config } from '../../core/config.ts'
import type { Context } from '../../core/context.ts'
import { scopeNames } from '../../core/scopes.ts'
import type { Client } from '../records.ts'
import { issuesRefreshTokens } from './refresh-policy.ts'
import { parseScope, requestedScope } from './scope.ts'

/**
 * The scope that asks for a refresh token (OIDC Core §11). It gives no access to a resource, so only the authorization server
 * knows it: it stays out of resource metadata and challenges (MCP authorization, Refresh Tokens).
 */
export const OFFLINE_ACCESS = 'offline_access'

/** Whether {@link OFFLINE_ACCESS} is a scope here: listed only if it gives refresh tokens. */
export function servesOfflineAccess(config: Config): boolean {
  return config.offlineAccess && issuesRefreshTokens(config)
}

/** Every scope that the authorization server takes. */
export function servedScopes(config: Config): readonly string[] {
  return servesOfflineAccess(config) ? [...scopeNames, OFFLINE_ACCESS] : scopeNames
}

/** Whether what was granted includes a refresh token. Where the scope is not served, the client's registration decides alone. */
export function grantsRefreshToken(scope: readonly string[], client: Client, config: Config): boolean {
  if (!client.grantTypes.includes('refresh_token') || !issuesRefreshTokens(config)) return false
  return !config.offlineAccess || scope.includes(OFFLINE_ACCESS)
}

/**
 * What a client gets that asks a user for `scope`. A client that may not refresh is not given {@link OFFLINE_ACCESS}, and not
 * refused for it (OIDC Core §11: the server "MUST ignore the offline_access request" then); one that asks for nothing else
 * gets the default scope beside it. Throws `invalid_scope`.
 */
export function requestedUserScope(scope: string | undefined, client: Client, ctx: Context): readonly string[] {
  if (scope === undefined || !servesOfflineAccess(ctx.config)) return requestedScope(scope, client)
  const asked = parseScope(scope)
  if (!asked.includes(OFFLINE_ACCESS)) return requestedScope(scope, client)
  const others = asked.filter((name) => name !== OFFLINE_ACCESS)
  const granted = requestedScope(others.length === 0 ? undefined : others.join(' '), client)
  return client.grantTypes.includes('refresh_token') ? [...granted, OFFLINE_ACCESS] : granted
}
