import type { OAuthClientMetadata, OAuthClientProvider } from '@modelcontextprotocol/client'
import { answerConsent } from './consent.ts'

/** Keeps what a login needs in memory, and the authorization URL for whoever plays the user. */
export class MemoryProvider implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1:51234/callback'
  readonly clientMetadata: OAuthClientMetadata
  readonly #saved = new Map<string, unknown>()
  authorizationUrl: URL | undefined

  constructor(grantTypes: string[] = ['authorization_code', 'refresh_token']) {
    this.clientMetadata = {
      client_name: 'Official SDK client',
      redirect_uris: ['http://127.0.0.1:51234/callback'],
      grant_types: grantTypes,
      token_endpoint_auth_method: 'none',
    }
  }

  state = () => 'a-state-of-its-own'
  clientInformation = () => this.#get<{ client_id: string }>('client')
  saveClientInformation = (value: object) => this.#put('client', value)
  tokens = () => this.#get<{ access_token: string; token_type: string; refresh_token?: string }>('tokens')
  saveTokens = (value: object) => this.#put('tokens', value)
  saveCodeVerifier = (value: string) => this.#put('verifier', value)
  codeVerifier = () => this.#get<string>('verifier') ?? ''
  redirectToAuthorization = (url: URL) => {
    this.authorizationUrl = url
  }

  #get<T>(name: string): T | undefined {
    return this.#saved.get(name) as T | undefined
  }

  #put(name: string, value: unknown): void {
    this.#saved.set(name, value)
  }
}

/** Plays the user at the consent page, and gives the parameters that the client would be called back with. */
export async function approve({ authorizationUrl }: MemoryProvider): Promise<URLSearchParams> {
  return new URL(await answerConsent(authorizationUrl?.href ?? '', 'approve')).searchParams
}
