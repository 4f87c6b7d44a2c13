import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { ProfileDocument } from '../profiles/document.ts'
import type { Profile } from '../profiles/profile.ts'
import { CONFIG_OPTION, type Command, URL_OPERAND } from './command.ts'

/** `mcp-auth logout`: revoke the tokens where that is possible, and forget them in any case. */
export const logout: Command = {
  name: 'logout',
  summary: 'revoke and forget the login of an MCP server',
  operands: [URL_OPERAND],
  options: [CONFIG_OPTION, { name: 'keep-client', summary: 'keep the client registration for the next login' }],
  async run(inputs, context) {
    const { mcpUrl } = await import('./values.ts')
    const { activeProfile, ProfileStore, withoutProfile } = await import('../profiles/store.ts')
    const url = await mcpUrl(inputs, context)
    const store = new ProfileStore(context.env)
    const profile = activeProfile(await store.read(), url)
    if (profile === undefined) {
      throw new CliError('failed', `There is no login for ${url}.`, { url, hint: 'mcp-auth profile list' })
    }
    const revocation = await revokeTokens(context, profile)
    const keepClient = inputs.flag('keep-client')
    await store.update((document) => {
      const rest = withoutProfile(document, profile.id)
      return keepClient ? rest : withoutOrphanedClient(rest, profile)
    })
    const told = Object.entries(revocation).map(([token, what]) => `${token.replace('_', ' ')} ${what}`)
    const summary =
      told.length === 0 ? 'no revocation endpoint, so its tokens stay valid until they expire' : told.join('; ')
    return {
      result: { profile: profile.id, url, revocation, clientKept: keepClient },
      text: `Logged out from ${url} (profile ${profile.id}${profile.authorization === undefined ? '' : `: ${summary}`})`,
    }
  },
}

/** The refresh token first: that usually ends the whole grant (RFC 7009 §2.1). */
async function revokeTokens(context: Context, profile: Profile): Promise<Readonly<Record<string, string>>> {
  const { authorization, accessToken, refreshToken } = profile
  const endpoint = authorization?.revocationEndpoint
  if (authorization === undefined || endpoint === undefined) return {}
  const { revoke } = await import('../oauth/revocation.ts')
  const outcome: Record<string, string> = {}
  if (refreshToken !== undefined) {
    outcome['refresh_token'] = (await revoke(context, endpoint, authorization, refreshToken, 'refresh_token')).detail
  }
  outcome['access_token'] = (await revoke(context, endpoint, authorization, accessToken, 'access_token')).detail
  return outcome
}

/** Forgets the issuer's client, unless another login still uses it. */
function withoutOrphanedClient(document: ProfileDocument, profile: Profile): ProfileDocument {
  const issuer = profile.authorization?.issuer
  const used = document.profiles.some(({ authorization }) => authorization?.issuer === issuer)
  return used ? document : { ...document, clients: document.clients.filter((saved) => saved.issuer !== issuer) }
}
