import { defineFault } from './fault.ts'
import { instead } from './instead.ts'

/** The resource forbids what no other token would allow, so that it has no challenge (RFC 9110 §15.5.4). */
export const plainForbidden = defineFault({
  id: 'plain-forbidden',
  title: 'Resource forbids without a challenge',
  point: 'http.response',
  provokes: 'client-accepts-other-403',
  apply: (exchange) =>
    instead(exchange, (path) => path.startsWith('/mcp/'), { status: 403, body: { error: 'forbidden' } }),
})
