import type { Context } from '../../../core/context.ts'
import type { Authorization, Grant, TokenRequest } from '../grant.ts'
import { requestedResource } from '../resource.ts'
import { requestedScope } from '../scope.ts'

/** `grant_type=client_credentials` (RFC 6749 §4.4): the client speaks for itself, and gets no refresh token (§4.4.3). */
export const clientCredentials: Grant = {
  grantType: 'client_credentials',
  publicClients: false,
  async authorize({ client, params }: TokenRequest, ctx: Context): Promise<Authorization> {
    return {
      subject: client.clientId,
      scope: requestedScope(params.get('scope'), client),
      resource: requestedResource(params.resources, ctx),
    }
  },
}
