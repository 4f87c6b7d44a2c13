import type { AnyGrant, ReadRequest } from '../../oauth/token/request.ts'
import type { Provider } from '../provider.ts'

/** One grant type of the identity provider: it answers itself, because what it gives is not always an access token. */
export interface ProviderGrant extends AnyGrant {
  readonly grantType: string
  /** The body of the token response. */
  answer(
    request: Pick<ReadRequest<AnyGrant>, 'client' | 'params'>,
    idp: Provider,
  ): Promise<Readonly<Record<string, unknown>>>
}
