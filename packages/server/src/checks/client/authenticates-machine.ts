import { JWT_CLIENT_ASSERTION_TYPE } from '@mcp-auth/spec'
import { decodeJwt } from '../../core/jwt.ts'
import { defineCheck, eachOf } from '../check.ts'

/** C-CC-02 (MCP client credentials extension, Client Authentication Methods; RFC 7523 §3). */
export const authenticatesMachine = defineCheck({
  id: 'authenticates-machine',
  requirement: 'client-authenticates-machine',
  title: 'authenticates by a signed assertion or a secret, where it uses the client credentials grant',
  arises: 'a token request with client_credentials',
  judge(facts) {
    return eachOf(
      facts.tokenRequests.filter(({ grantType }) => grantType === 'client_credentials'),
      ({ step, params }) => {
        const assertion = params.get('client_assertion')
        const authenticated =
          assertion !== null || params.has('client_secret') || step.reading.credentials?.scheme === 'basic'
        if (!authenticated) return 'It asked for a token by client_credentials without authenticating.'
        const claims = assertion === null ? undefined : decodeJwt(assertion)?.claims
        if (assertion === null) return undefined
        if (claims === undefined) return 'Its client_assertion is no JWT.'
        if (claims['iss'] !== claims['sub']) return 'Its client_assertion has an iss that is not its sub.'
        return params.get('client_assertion_type') === JWT_CLIENT_ASSERTION_TYPE
          ? undefined
          : 'Its client_assertion_type is not that of a JWT.'
      },
      'It authenticated itself.',
    )
  },
})
