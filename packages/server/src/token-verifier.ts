import type { TokenVerifier } from './mcp/verifier.ts'
import { findAccessToken, signedTokenProblem } from './oauth/verify.ts'

/** Lets the OAuth-protected resource ask its authorization server: the only place where the two meet. */
export const accessTokenVerifier: TokenVerifier = {
  async verify(token, resource, ctx) {
    const problem = await signedTokenProblem(token, resource, ctx)
    if (problem !== undefined) return { problem }
    const found = await findAccessToken(token, ctx)
    if (found === undefined) return { problem: 'the access token is unknown here, expired or revoked' }
    if (found.audience !== resource) return { problem: `the access token is for another resource than ${resource}` }
    const { subject, clientId, scope, audience, grantType, cnf } = found
    return {
      subject,
      clientId,
      scope,
      audience,
      grantType,
      issuer: ctx.issuer,
      ...(cnf !== undefined && { jkt: cnf.jkt }),
    }
  },
}
