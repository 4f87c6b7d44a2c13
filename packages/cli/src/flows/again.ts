import type { Context } from '../context.ts'
import { discover } from '../discovery/discover.ts'
import { CliError } from '../errors.ts'
import type { ChallengedError } from '../mcp/challenged.ts'
import type { Profile } from '../profiles/profile.ts'
import { saveLogin } from '../profiles/save.ts'
import type { ProfileStore } from '../profiles/store.ts'
import { plain } from '../terminal/plain.ts'
import { FLOWS } from './choose.ts'
import type { Flow, LoginChoices } from './flow.ts'

/** What a repeated login is for. */
export interface Repetition {
  readonly store: ProfileStore
  readonly url: string
  /** `undefined` lets the server's metadata and challenge say. */
  readonly scope: string | undefined
  readonly challenge: ChallengedError | undefined
}

type Repeat = (context: Context, repetition: Repetition) => Promise<Profile>

/**
 * Logs in once more, as a saved login was made, and saves the outcome. `undefined` where that is not possible:
 * its user is needed and not there, or its assertion speaks for itself and asks for nothing more.
 */
export function again(
  profile: Profile,
  ask: { readonly openBrowser: boolean; readonly headless: boolean } | undefined,
): Repeat | undefined {
  const flow = FLOWS.find(({ id }) => id === profile.authMode)
  if (flow === undefined || !['auth-code', 'device', 'client-creds'].includes(flow.id)) return undefined
  if (flow.interactive && ask === undefined) return undefined
  return (context, repetition) => repeat(context, flow, profile, repetition, ask ?? NOBODY)
}

const NOBODY = { openBrowser: false, headless: false }

async function repeat(
  context: Context,
  flow: Flow,
  profile: Profile,
  { store, url, scope, challenge }: Repetition,
  ask: typeof NOBODY,
): Promise<Profile> {
  const choices = { resourceMetadataUrl: undefined, authorizationServer: undefined, allowResourceMismatch: false }
  // A 403 need not name the metadata; a stranger's 401 does.
  const telling = challenge?.status === 401 || challenge?.hints.resourceMetadata !== undefined ? challenge : undefined
  const found = await discover(context, url, choices, telling)
  const { issuer, client, resourceIndicator } = profile.authorization ?? {}
  const next = found.authorizationServer?.issuer
  if (next === undefined && resourceIndicator !== undefined) {
    const message = `${url} no longer says which authorization server protects it.`
    throw new CliError('unauthorized', message, { url, hint: `mcp-auth login ${url}` })
  }
  if (client?.source === 'configured' && next !== undefined && next !== issuer) {
    const message = `The client ${plain(client.clientId)} belongs to ${plain(issuer ?? '')}; ${plain(next)} is another authorization server.`
    throw new CliError('unauthorized', message, { url, hint: `mcp-auth login ${url} --client-id ID` })
  }
  const login = { url, store, discovery: async () => found, choices: choicesOf(profile, scope, ask, next !== issuer) }
  return saveLogin(context, store, await flow.logIn(context, login))
}

/** The choices that a saved login stands for. */
function choicesOf(
  { authorization }: Profile,
  scope: string | undefined,
  ask: typeof NOBODY,
  moved: boolean,
): LoginChoices {
  const client = authorization?.client
  const none = async (): Promise<undefined> => undefined
  return {
    client: {
      clientId: undefined,
      clientSecret: undefined,
      privateKey: undefined,
      signingAlgorithm: undefined,
      assertionAudience: undefined,
      authMethod: undefined,
      clientMetadataUrl: client?.source === 'metadata-document' ? client.clientId : undefined,
      register: false,
    },
    scope,
    redirectUri: undefined,
    listenPort: undefined,
    ...ask,
    allowMissingPkce: false,
    dpop: moved || authorization?.dpopKey !== undefined,
    bearerToken: none,
    assertion: none,
    idToken: none,
    identityProvider: { issuer: undefined, tokenEndpoint: undefined, clientId: undefined, clientSecret: undefined },
  }
}
