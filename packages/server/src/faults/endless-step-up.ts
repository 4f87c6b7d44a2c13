import { defineFault } from './fault.ts'
import { instead, type Other } from './instead.ts'

const WANTING: Other = {
  status: 403,
  body: { error: 'insufficient_scope', error_description: 'this operation needs the scope mcp:tools:write' },
  headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="mcp:tools:write"' },
}

/** The resource is never content with the scope of a token (RFC 6750 §3.1); only who gives up gets out. */
export const endlessStepUp = defineFault({
  id: 'endless-step-up',
  title: 'Resource always asks for more scope',
  point: 'http.response',
  provokes: 'client-limits-step-up',
  apply: (exchange) => instead(exchange, (path) => path.startsWith('/mcp/'), WANTING),
})
