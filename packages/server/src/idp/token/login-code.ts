import { redeemOnce } from '../../oauth/token/family.ts'
import { invalidCode, rejectOtherRedirectUri } from '../../oauth/token/grants/authorization-code.ts'
import { issueTokens } from '../../oauth/token/issue.ts'
import { requireCodeVerifier } from '../../oauth/token/pkce.ts'
import { newIdToken } from '../id-token.ts'
import { loginCodes } from '../login-code.ts'
import type { ProviderGrant } from './grant.ts'

/** `grant_type=authorization_code` (OIDC Core §3.1.3): an ID token, and an access token that is good for UserInfo alone. */
export const loginCode: ProviderGrant = {
  grantType: 'authorization_code',
  publicClients: true,
  async answer({ client, params }, idp) {
    const code = params.require('code', { reference: { document: 'oidc-core', section: '3.1.3.1' } })
    const found = await loginCodes(idp).get(code)
    if (found === undefined || found.request.clientId !== client.clientId) {
      throw invalidCode('code is unknown, expired, or was issued to another client')
    }
    const { request, subject } = found
    rejectOtherRedirectUri(params.get('redirect_uri'), request.redirectUri)
    requireCodeVerifier(params.get('code_verifier'), request.codeChallenge)
    const { grantType } = loginCode
    const granted = { subject, scope: request.scope, resource: idp.issuer }
    const family = await redeemOnce(
      { kind: 'code', records: loginCodes(idp), code },
      { ...granted, clientId: client.clientId, grantType },
      idp,
    )
    const tokens = await issueTokens(grantType, { ...granted, family }, client, idp)
    return { ...tokens, id_token: await newIdToken(found, idp) }
  },
}
