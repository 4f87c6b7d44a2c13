import type { Context } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import type { Tokens } from '../oauth/token.ts'
import type { Authorization, NewProfile, Profile } from '../profiles/profile.ts'
import type { ProfileStore } from '../profiles/store.ts'
import type { ClientChoices } from '../registration/identify.ts'
import type { GivenSecret } from '../source.ts'

/** Everything a user may say about a login; a flow takes what concerns it. */
export interface LoginChoices {
  readonly client: ClientChoices
  readonly scope: string | undefined
  readonly redirectUri: string | undefined
  readonly listenPort: number | undefined
  readonly openBrowser: boolean
  /** Ask for the authorization URL without a browser, for servers that decide by themselves. */
  readonly headless: boolean
  readonly allowMissingPkce: boolean
  /** Take tokens that are bound to a key, where the server gives them. */
  readonly dpop: boolean
  readonly bearerToken: () => Promise<string | undefined>
  /** The platform's JWT, for `workload`. */
  readonly assertion: () => Promise<GivenSecret | undefined>
  /** The identity provider's token for the user, for `enterprise`. */
  readonly idToken: () => Promise<GivenSecret | undefined>
  readonly identityProvider: IdentityProviderChoices
}

/** What the user said about their enterprise's identity provider. */
export interface IdentityProviderChoices {
  readonly issuer: string | undefined
  readonly tokenEndpoint: string | undefined
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
}

/** One login: at which URL, with what choices. */
export interface Login {
  readonly url: string
  readonly choices: LoginChoices
  readonly store: ProfileStore
  /** Runs discovery, once; a flow that needs none does not call it. */
  readonly discovery: () => Promise<Discovery>
}

/** A way to get a token. */
export interface Flow {
  /** What `--auth-mode` calls it. */
  readonly id: string
  readonly summary: string
  /** Somebody has to be there. */
  readonly interactive: boolean
  /** Whether discovery found what the flow needs. */
  readonly offered: (discovery: Discovery) => boolean
  /** Gets the token; saves nothing. */
  readonly logIn: (context: Context, login: Login) => Promise<NewProfile>
  /** Gets new tokens from what a login holds, without a refresh token; `undefined` where it does not hold enough. */
  readonly renew?: (
    profile: Profile,
    authorization: Authorization,
  ) => ((context: Context) => Promise<Tokens>) | undefined
}
