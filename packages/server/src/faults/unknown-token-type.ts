import { defineFault } from './fault.ts'

/** The token response has a type of token that no client knows, and that none may use as another (RFC 6749 §7.1). */
export const unknownTokenType = defineFault({
  id: 'unknown-token-type',
  title: 'Token is of an unknown type',
  point: 'token.response',
  provokes: 'client-understands-token-type',
  apply: (response) => ('access_token' in response ? { ...response, token_type: 'N_A' } : response),
})
