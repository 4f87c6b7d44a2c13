import { Collection } from '../core/collection.ts'
import type { Context } from '../core/context.ts'
import type { ForeignAuthorizationServer } from '../core/foreign-authorization-server.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import { trustedServer } from '../core/trusted-server.ts'

/** For how many seconds what was found stands. */
const LIFETIME = 300

/** What a refusal calls it. */
export const foreignServer = trustedServer('the authorization server whose tokens are taken here')

interface Found {
  readonly jwksUri: string
}

const found = (ctx: Context): Collection<Found> => new Collection('foreign-metadata', ctx.store, ctx.clock)

/**
 * Where the keys of a foreign authorization server are, as its metadata says (RFC 8414 §3, OIDC Discovery §4; MCP
 * authorization, Authorization Server Metadata Discovery). Throws `temporarily_unavailable` when no metadata can be had.
 */
export async function foreignJwksUri(server: ForeignAuthorizationServer, ctx: Context): Promise<string> {
  if (server.jwksUri !== undefined) return server.jwksUri
  const known = await found(ctx).get(server.issuer)
  if (known !== undefined) return known.jwksUri
  const jwksUri = await discover(server, ctx)
  await found(ctx).put(server.issuer, { jwksUri }, LIFETIME)
  return jwksUri
}

async function discover({ issuer }: ForeignAuthorizationServer, ctx: Context): Promise<string> {
  const tried: string[] = []
  for (const url of metadataUrls(issuer)) {
    const { status, body } = await foreignServer.get(url, ctx)
    const metadata = status === 200 ? parseJson(body) : undefined
    if (!isJsonObject(metadata)) {
      tried.push(`${url}: ${status}`)
      continue
    }
    const { issuer: named, jwks_uri: jwksUri } = metadata
    // RFC 8414 §3.3: the same string, or it is somebody else's metadata.
    if (named === issuer && typeof jwksUri === 'string' && URL.canParse(jwksUri)) return jwksUri
    tried.push(`${url}: issuer ${JSON.stringify(named)}, jwks_uri ${JSON.stringify(jwksUri)}`)
  }
  throw foreignServer.unavailable(`the metadata of ${issuer} leads to no keys: ${tried.join('; ')}`)
}

/** RFC 8414 §3.1 and OIDC Discovery §4, in the order of MCP. */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map(
    (name) => `${origin}/.well-known/${name}${path}`,
  )
  return path === '' ? inserted : [...inserted, `${origin}${path}/.well-known/openid-configuration`]
}
