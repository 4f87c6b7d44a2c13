import { answerJson, refuse } from './answer.mjs'
import { readText } from './body.mjs'
import { tokens } from './tokens.mjs'

const JSON_TYPE = { 'content-type': 'application/json' }
const MODERN = '2026-07-28'
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion'

const tools = new Map([['ping', { scope: 'mcp:tools:echo', call: () => ({ pong: true }) }]])

/** `POST /mcp/oauth`: `tools/call` of either lifecycle, with a bearer token. */
export function callTool(request, response, origin) {
  const { headers } = request
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1]
  const grant = tokens.get(token)
  if (grant === undefined || grant.expiresAt <= Date.now() || grant.audience !== `${origin}/mcp/oauth`) {
    return refuse(response, 401)
  }
  readText(request, (text) => {
    const { id, method, params } = JSON.parse(text)
    const tool = tools.get(params.name)
    if (method !== 'tools/call' || tool === undefined) return refuse(response, 400)
    if (!grant.scope.includes(tool.scope)) return refuse(response, 403)
    const modern = headers['mcp-protocol-version'] === MODERN
    if (modern && !agree(headers, method, params)) return refuse(response, 400)
    const result = tool.call(params.arguments)
    answerJson(response, JSON_TYPE, {
      result: {
        content: [{ type: 'text', text: JSON.stringify(result) }],
        structuredContent: result,
        ...(modern && {
          resultType: 'complete',
          _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'mcp-auth-test-server', version: '0.1.0' } },
        }),
      },
      jsonrpc: '2.0',
      id,
    })
  })
}

/** Whether the headers of 2026-07-28 say what the body says. */
function agree(headers, method, params) {
  return (
    headers['mcp-method'] === method &&
    headers['mcp-name'] === params.name &&
    headers['mcp-protocol-version'] === params._meta[VERSION_KEY]
  )
}
