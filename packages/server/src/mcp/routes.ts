import type { Route } from '../core/route.ts'
import { lazyDispatcher, mcpEndpoint } from './endpoint.ts'
import { metadataEndpoint, metadataPath, ROOT_METADATA_PATH } from './metadata.ts'
import type { McpResource } from './resources/resource.ts'
import { mintEndpoint } from './static-token.ts'

/** Everything the protected resources serve. The first discoverable one also answers for the host as a whole. */
export function mcpRoutes(resources: readonly McpResource[]): readonly Route[] {
  const discoverable = resources.filter((resource) => resource.discoverable)
  const main = discoverable[0]
  const load = lazyDispatcher()
  return [
    ...resources.map((resource) => ({
      path: resource.path,
      cors: 'allowed' as const,
      methods: { POST: mcpEndpoint(resource, load) },
    })),
    ...discoverable.map((resource) => ({
      path: metadataPath(resource),
      cors: 'public' as const,
      methods: { GET: metadataEndpoint(resource) },
    })),
    ...(main === undefined
      ? []
      : [{ path: ROOT_METADATA_PATH, cors: 'public' as const, methods: { GET: metadataEndpoint(main) } }]),
    { path: '/test-auth/bearer-token/mint', cors: 'allowed', methods: { POST: mintEndpoint } },
  ]
}
