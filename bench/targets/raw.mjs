// The floor: what the requests take on node:http alone, written for them and nothing else.
import { answerJson } from './raw/answer.mjs'
import { issueToken } from './raw/token.mjs'
import { callTool } from './raw/tools-call.mjs'

// `import 'node:http'` would load Node's fetch as well: a floor does not.
const { createServer } = process.getBuiltinModule('node:http')

/** Headers and members of the document to serve, given by the benchmark so that both sides send the same. */
const { headers, document } = JSON.parse(process.argv[2] ?? '{"headers":{},"document":{}}')

const server = createServer((request, response) => {
  const { method, url } = request
  if (method === 'GET' && url === '/.well-known/oauth-authorization-server') {
    answerJson(response, headers, metadata())
  } else if (method === 'POST' && url === '/oauth/token') issueToken(request, response, origin)
  else if (method === 'POST' && url === '/mcp/oauth') callTool(request, response, origin)
  else if (method === 'GET' && url === '/health') {
    answerJson(response, { 'content-type': 'application/json' }, { status: 'ok' })
  } else response.writeHead(404).end()
})
let origin = ''
server.listen(0, '127.0.0.1', () => {
  origin = `http://127.0.0.1:${server.address().port}`
  console.log(origin)
})

function metadata() {
  return {
    ...document,
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    registration_endpoint: `${origin}/oauth/register`,
    protected_resources: [`${origin}/mcp/oauth`],
  }
}
