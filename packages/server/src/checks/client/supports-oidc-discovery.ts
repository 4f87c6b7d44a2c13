import { broken, defineCheck, kept } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'

/** C-ASMD-02 (MCP authorization, Authorization Server Metadata Discovery). */
export const supportsOidcDiscovery = defineCheck({
  id: 'supports-oidc-discovery',
  requirement: 'client-supports-oidc-discovery',
  title: 'finds metadata where OpenID providers have theirs',
  arises: 'an authorization server that has no metadata at /.well-known/oauth-authorization-server',
  judge(facts) {
    const missed = facts.serverMetadata.find(
      ({ path, document }) => path === '/.well-known/oauth-authorization-server' && document === undefined,
    )
    if (missed === undefined) return undefined
    // Where the resource names another server, there is nothing to be found here.
    const named = facts.resourceMetadata.flatMap(({ document }) => wordsOf(document, 'authorization_servers') ?? [])
    if (named.length > 0 && !named.includes(missed.step.exchange.origin)) return undefined
    const asked = facts.serverMetadata.find(({ path }) => path === '/.well-known/openid-configuration')
    if (asked !== undefined) return kept(`It asked for ${asked.path}.`, [missed.step, asked.step])
    if (!facts.flow.ended) return undefined
    return broken(
      `${missed.path} was not there, and it did not ask for /.well-known/openid-configuration.`,
      [missed.step],
      {
        absence: true,
      },
    )
  },
})
