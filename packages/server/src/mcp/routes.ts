import type { Config } from '../core/config.ts'
import type { Route } from '../core/route.ts'
import { endSessionEndpoint, listenEndpoint, mcpEndpoint, type Served } from './endpoint.ts'
import { metadataEndpoint, metadataPath, ROOT_METADATA_PATH } from './metadata.ts'
import { openMethods } from './method-scopes.ts'
import type { McpResource } from './resources/resource.ts'
import { mintEndpoint } from './static-token.ts'

type Settings = Pick<Config, 'sessions' | 'openMethods'>

/** Everything the protected resources serve. The first discoverable one also answers for the host as a whole. */
export function mcpRoutes(resources: readonly McpResource[], config: Settings): readonly Route[] {
  const open = openMethods(config.openMethods)
  const discoverable = resources.filter((resource) => resource.discoverable)
  const main = discoverable[0]
  return [
    ...resources.map((resource) => mcpRoute({ resource, load: resource.load, open }, config)),
    ...resources.flatMap(({ pages = [] }) => pages),
    ...discoverable.map((resource) => ({
      path: metadataPath(resource),
      endpoint: 'protected-resource-metadata' as const,
      cors: 'public' as const,
      methods: { GET: metadataEndpoint(resource) },
    })),
    ...(main === undefined
      ? []
      : [
          {
            path: ROOT_METADATA_PATH,
            endpoint: 'protected-resource-metadata' as const,
            cors: 'public' as const,
            methods: { GET: metadataEndpoint(main) },
          },
        ]),
    { path: '/test-auth/bearer-token/mint', endpoint: 'bearer-mint', cors: 'allowed', methods: { POST: mintEndpoint } },
  ]
}

function mcpRoute(served: Served, { sessions }: Settings): Route {
  return {
    path: served.resource.path,
    endpoint: 'mcp',
    cors: 'allowed',
    methods: {
      POST: mcpEndpoint(served),
      ...(sessions && { DELETE: endSessionEndpoint(served) }),
      ...(sessions && served.resource.streams === true && { GET: listenEndpoint(served) }),
    },
  }
}
