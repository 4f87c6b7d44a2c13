import { McpServer, type ServerNotifier } from '@modelcontextprotocol/server'
import type { Identity } from '../dispatcher.ts'
import { PROTOCOL_VERSIONS } from '../protocol-versions.ts'
import type { McpResource } from '../resources/resource.ts'
import { askedBy } from './asked.ts'
import { registerPrompts } from './prompts.ts'
import { unseal } from './request-state.ts'
import { registerResources } from './resources.ts'
import { type Serve, servingOf } from './serving.ts'
import { registerTools } from './tools/register.ts'

/** A server with every diagnostic. What `notify` makes of it tells the clients of changes. */
export function everythingServer(
  identity: Identity,
  { instructions }: McpResource,
  notify: (server: McpServer) => ServerNotifier,
): McpServer {
  const server = new McpServer(identity, {
    instructions,
    capabilities: {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { subscribe: true },
      logging: {},
      completions: {},
    },
    supportedProtocolVersions: [...PROTOCOL_VERSIONS],
    requestState: { verify: (state, sdk) => unseal(state, askedBy(sdk.http?.authInfo)) },
  })
  const notifier = notify(server)
  const serve: Serve = (sdk) => servingOf(sdk, server, notifier)
  registerTools(server, serve)
  registerPrompts(server, serve)
  registerResources(server)
  // Only the contents of resources change; registering one has promised more.
  server.server.registerCapabilities({ resources: { listChanged: false } })
  return server
}
