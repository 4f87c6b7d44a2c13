import type { Context } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import type { NewProfile } from '../profiles/profile.ts'
import type { ProfileStore } from '../profiles/store.ts'
import type { ClientChoices } from '../registration/identify.ts'

/** Everything a user may say about a login; a flow takes what concerns it. */
export interface LoginChoices {
  readonly client: ClientChoices
  readonly scope: string | undefined
  readonly redirectUri: string | undefined
  readonly listenPort: number | undefined
  readonly openBrowser: boolean
  readonly allowMissingPkce: boolean
  readonly bearerToken: () => Promise<string | undefined>
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
  /** Whether discovery found what the flow needs. */
  readonly offered: (discovery: Discovery) => boolean
  /** Gets the token; saves nothing. */
  readonly logIn: (context: Context, login: Login) => Promise<NewProfile>
}
