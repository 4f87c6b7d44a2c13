import { defineCheck, eachOf } from '../check.ts'

/** C-REG-01 (MCP authorization, Client Registration). */
export const hasClientId = defineCheck({
  id: 'has-client-id',
  requirement: 'client-has-client-id',
  title: 'has a client ID before it asks for authorization',
  arises: 'an authorization request',
  judge(facts) {
    return eachOf(
      facts.authorizations,
      ({ clientId }) =>
        clientId === undefined || clientId === '' ? 'It asked for authorization without a client_id.' : undefined,
      'Each authorization request has a client_id.',
    )
  },
})
