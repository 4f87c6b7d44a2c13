import { defineFault } from './fault.ts'
import { instead } from './instead.ts'

/** The resource is never content with the scope of a token (RFC 6750 §3.1); only who gives up gets out. */
export const endlessStepUp = defineFault({
  id: 'endless-step-up',
  title: 'Resource always asks for more scope',
  point: 'http.response',
  provokes: 'client-limits-step-up',
  apply: (exchange) => {
    const { path, response } = exchange
    if (!path.startsWith('/mcp/') || response.status !== 200) return exchange
    const challenge = 'Bearer error="insufficient_scope", scope="mcp:tools:write"'
    const body = { error: 'insufficient_scope', error_description: 'this operation needs the scope mcp:tools:write' }
    return { path, response: instead(response, { status: 403, body, headers: { 'www-authenticate': challenge } }) }
  },
})
