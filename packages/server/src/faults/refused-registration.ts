import { defineFault } from './fault.ts'
import { instead, type Other } from './instead.ts'

const REFUSAL: Other = {
  status: 400,
  body: {
    error: 'invalid_redirect_uri',
    error_description: 'this authorization server registers no such redirect URI',
  },
}

/** The registration endpoint refuses whatever is to be registered, for its redirect URIs (RFC 7591 §3.2.2). */
export const refusedRegistration = defineFault({
  id: 'refused-registration',
  title: 'Registration is refused',
  point: 'http.response',
  provokes: 'client-survives-rejected-registration',
  apply: (exchange) => instead(exchange, (path) => path === '/oauth/register', REFUSAL, 201),
})
