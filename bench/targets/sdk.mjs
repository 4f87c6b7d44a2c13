// The official SDK with one tool and nothing in front of it.
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'

const tool = { description: 'Always returns { "pong": true }.', inputSchema: z.strictObject({}) }

const handler = createMcpHandler(() => {
  const mcp = new McpServer({ name: 'bench', version: '1.0.0' }, { capabilities: { tools: {} } })
  mcp.registerTool('ping', tool, async () => {
    const result = { pong: true }
    return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result }
  })
  return mcp
})

const listener = getRequestListener((request) =>
  request.method === 'GET' ? Response.json({ status: 'ok' }) : handler.fetch(request),
)
const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
