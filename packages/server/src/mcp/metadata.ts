import type { ProtectedResourceMetadata } from '@mcp-auth/spec'
import type { Context } from '../core/context.ts'
import { documentOf } from '../core/document.ts'
import { proofAlgorithms } from '../core/dpop-signature.ts'
import { foreignAuthorizationServer } from '../core/foreign-authorization-server.ts'
import type { Endpoint } from '../core/route.ts'
import { basicScopes } from '../core/scopes.ts'
import type { McpResource } from './resources/resource.ts'

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Path of a resource's metadata: the well-known segment before its own path (RFC 9728 §3.1). */
export function metadataPath(resource: McpResource): string {
  return WELL_KNOWN + resource.path
}

/** Path of the metadata that MCP clients try last, for the host as a whole. */
export const ROOT_METADATA_PATH = WELL_KNOWN

/** Protected resource metadata (RFC 9728 §2). Lists the least scopes for ordinary use; the rest comes in challenges. */
export function resourceMetadata(resource: McpResource, ctx: Context): ProtectedResourceMetadata {
  return {
    resource: ctx.issuer + resource.path,
    authorization_servers: [foreignAuthorizationServer(ctx.config.authorizationServer)?.issuer ?? ctx.issuer],
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: proofAlgorithms,
    dpop_bound_access_tokens_required: ctx.config.dpopRequired,
    scopes_supported: basicScopes,
    resource_name: resource.title,
  }
}

/** Serves the metadata of one resource. */
export function metadataEndpoint(resource: McpResource): Endpoint {
  const document = documentOf((ctx) => resourceMetadata(resource, ctx))
  return async (_request, ctx) => {
    const metadata = await ctx.point('metadata.protected-resource', document.of(ctx))
    ctx.emit('metadata.served', { document: 'protected-resource' })
    return document.answer(metadata, ctx)
  }
}
