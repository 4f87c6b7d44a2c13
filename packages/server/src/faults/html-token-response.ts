import { defineFault } from './fault.ts'

/** The token endpoint answers with a web page, as a login portal or a crashed proxy in between would. */
export const htmlTokenResponse = defineFault({
  id: 'html-token-response',
  title: 'Token endpoint answers with HTML',
  point: 'http.response',
  provokes: 'client-drops-rejected-credentials',
  apply: (exchange) =>
    exchange.path === '/oauth/token' ? { ...exchange, response: page(exchange.response.status) } : exchange,
})

function page(status: number): Response {
  return new Response('<!doctype html><title>Welcome</title><p>Please sign in to the network.', {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
}
