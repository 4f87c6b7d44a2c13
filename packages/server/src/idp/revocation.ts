import { answerRevocation } from '../oauth/revocation.ts'
import { clientsOf } from './clients.ts'
import type { Provider } from './provider.ts'

/** `POST /idp/oauth/revoke` (RFC 7009 §2): ends an access token for UserInfo, and with it what an authorization server made of that login. */
export async function providerRevocationEndpoint(request: Request, idp: Provider): Promise<Response> {
  return answerRevocation(request, idp, clientsOf(idp))
}
