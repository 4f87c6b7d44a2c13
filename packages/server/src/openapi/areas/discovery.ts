import { metadataPath, resourceMetadata } from '../../mcp/metadata.ts'
import { authorizationServerMetadata, openidMetadata } from '../../oauth/metadata.ts'
import { like } from '../like.ts'
import { jsonAnswer } from '../responses.ts'
import { type Area, type Describe, type Json, listOf, members, type Operation, TEXT } from '../shape.ts'

/** A document that is derived from what is served: as it is now, and the shape that it has. */
export function documentAnswer(description: string, document: object): Json {
  return jsonAnswer(description, like(document), { examples: { here: { summary: 'Of this server', value: document } } })
}

/** A key set (RFC 7517 §5). */
export function keySet(summary: string): Operation {
  const key: Json = {
    ...members({ kty: TEXT, kid: TEXT, alg: TEXT, use: { const: 'sig' } }),
    description: 'The members of its type besides (RFC 7518 §6)',
    additionalProperties: TEXT,
  }
  const cached = { 'Cache-Control': { description: 'Until the next rotation at most', schema: TEXT } }
  return {
    summary,
    responses: { 200: jsonAnswer('The public keys', members({ keys: listOf(key) }), { headers: cached }) },
  }
}

const ofResource: Describe = ({ ctx, served, route }) => {
  const discoverable = served.surfaces.filter((surface) => surface.discoverable)
  const [first] = discoverable
  const resource = discoverable.find((surface) => metadataPath(surface) === route.path) ?? first
  const about = resource?.path ?? ''
  return {
    summary: `Protected resource metadata of ${about}`,
    description: 'RFC 9728 §3. Names the authorization server of the resource.',
    responses: {
      200: resource === undefined ? {} : documentAnswer(`The metadata of ${about}`, resourceMetadata(resource, ctx)),
    },
  }
}

/** How a client finds out whom to ask. */
export const discovery: Area = {
  tag: { name: 'Discovery', description: 'Metadata of the resources and of their authorization server, and its keys.' },
  endpoints: {
    'protected-resource-metadata': { GET: ofResource },
    'authorization-server-metadata': {
      GET: ({ ctx }) => ({
        summary: 'Authorization server metadata',
        description: 'RFC 8414 §3.',
        responses: { 200: documentAnswer('The metadata', authorizationServerMetadata(ctx)) },
      }),
    },
    'openid-configuration': {
      GET: ({ ctx }) => ({
        summary: 'The same where OpenID providers have theirs',
        description: 'RFC 8414 §5. There are no ID tokens here.',
        responses: { 200: documentAnswer('The metadata', openidMetadata(ctx)) },
      }),
    },
    jwks: { GET: () => keySet('Keys that access tokens are signed with') },
  },
}
