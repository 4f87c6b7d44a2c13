import type { McpServer, ServerNotifier } from '@modelcontextprotocol/server'

/** How many resources one session may watch; there is one to watch. */
const LIMIT = 100

/** `resources/subscribe` of the lifecycle with sessions, and the notifications that come of it, in one session. */
export function sessionNotifier(mcp: McpServer): ServerNotifier {
  const { server } = mcp
  const watched = new Set<string>()
  server.setRequestHandler('resources/subscribe', async ({ params }) => {
    if (watched.size < LIMIT) watched.add(params.uri)
    return {}
  })
  server.setRequestHandler('resources/unsubscribe', async ({ params }) => {
    watched.delete(params.uri)
    return {}
  })
  return {
    toolsChanged: () => mcp.sendToolListChanged(),
    promptsChanged: () => mcp.sendPromptListChanged(),
    resourcesChanged: () => mcp.sendResourceListChanged(),
    resourceUpdated: (uri) => {
      // Whoever has gone away hears nothing.
      if (watched.has(uri)) server.sendResourceUpdated({ uri }).catch(() => undefined)
    },
  }
}
