import { broken, defineCheck, kept } from '../check.ts'
import { wordsOf } from '../facts/discovery.ts'

/** The URLs of an issuer's metadata, in the order in which to try them. */
function candidates(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname === '/' ? '' : pathname.replace(/\/$/, '')
  const wellKnown = `${origin}/.well-known`
  return [
    `${wellKnown}/oauth-authorization-server${path}`,
    `${wellKnown}/openid-configuration${path}`,
    ...(path === '' ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ]
}

/** C-ASMD-03 (RFC 8414 §3.1, §5; MCP authorization server metadata discovery). */
export const ordersMetadataUrls = defineCheck({
  id: 'orders-metadata-urls',
  requirement: 'client-orders-metadata-urls',
  title: 'tries the well-known URLs of the authorization server in their order',
  arises: 'a request for metadata of the authorization server after that of the resource',
  judge(facts) {
    const source = facts.resourceMetadata.find(
      ({ document }) => wordsOf(document, 'authorization_servers') !== undefined,
    )
    const [issuer] = wordsOf(source?.document, 'authorization_servers') ?? []
    if (source === undefined || issuer === undefined || !URL.canParse(issuer)) return undefined
    const asked = facts.serverMetadata.filter(({ step }) => step.index > source.step.index)
    const found = asked.findIndex(({ document }) => document !== undefined)
    const tried = found < 0 ? asked : asked.slice(0, found + 1)
    const expected = candidates(issuer)
    for (const [place, { url, step }] of tried.entries()) {
      // The same one again is a retry; what comes after the list is no other order.
      if (place > 0 && url === tried[place - 1]?.url) continue
      const due = expected[new Set(tried.slice(0, place).map((one) => one.url)).size]
      if (due !== undefined && url !== due)
        return broken(`For the issuer ${issuer} it asked ${url} where ${due} is due.`, [step, source.step])
    }
    return tried.length === 0
      ? undefined
      : kept(
          'It asked the well-known URLs in their order.',
          tried.map(({ step }) => step),
        )
  },
})
