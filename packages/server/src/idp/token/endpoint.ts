import { json, NO_STORE } from '../../core/http.ts'
import { readTokenRequest } from '../../oauth/token/request.ts'
import { clientsOf } from '../clients.ts'
import type { Provider } from '../provider.ts'
import type { ProviderGrant } from './grant.ts'
import { loginCode } from './login-code.ts'
import { tokenExchange } from './token-exchange.ts'

const grants = new Map([loginCode, tokenExchange].map((grant: ProviderGrant) => [grant.grantType, grant]))

/** The grant types of the identity provider. */
export const providerGrantTypes: readonly string[] = [...grants.keys()]

/** `POST /idp/oauth/token` (OIDC Core §3.1.3, RFC 8693 §2). */
export async function providerTokenEndpoint(request: Request, idp: Provider): Promise<Response> {
  const { grant, client, params } = await readTokenRequest(request, grants, idp, clientsOf(idp))
  const body = await grant.answer({ client, params }, idp)
  return json(await idp.point('idp.token.response', body), { headers: NO_STORE })
}
