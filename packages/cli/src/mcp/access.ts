import type { Context } from '../context.ts'
import { findResource } from '../discovery/resource.ts'
import { CliError } from '../errors.ts'
import { vantageOf } from '../http/endpoint.ts'
import { DpopProver } from '../oauth/dpop.ts'
import { covers, type Profile } from '../profiles/profile.ts'
import { isExpiring, isRenewable, refreshProfile } from '../profiles/refresh.ts'
import { activeProfile, ProfileStore, profileById } from '../profiles/store.ts'
import { plain } from '../terminal/plain.ts'
import { ChallengedError } from './challenged.ts'
import type { Credentials } from './transport.ts'

/** With which login to work where, and whether its user can be asked. */
export interface Access {
  readonly url: string
  readonly profileId: string | undefined
  /** How to ask the user for a new authorization; not at all if nobody is there. */
  readonly ask: AskChoices | undefined
}

/** How the authorization URL reaches its user. */
export interface AskChoices {
  readonly openBrowser: boolean
  readonly headless: boolean
}

/** New authorizations in one run: a server that is never satisfied must not send the user round for ever (C-STEP-03). */
const MOST_AUTHORIZATIONS = 3

/** What was already tried in this run. */
interface Tried {
  renewed: boolean
  readonly authorizations: Set<string>
}

/**
 * Does some work with the saved login of a URL, or without any. A token near its end is renewed first. After a
 * 401 the token is renewed once, after a 403 for scope a wider one is asked for; then the work is done again
 * (RFC 6750 §3.1, 2026-07-28 authorization §Step-Up Authorization Flow).
 */
export async function withAccess<T>(
  context: Context,
  access: Access,
  work: (credentials: Credentials | undefined) => Promise<T>,
): Promise<T> {
  const store = new ProfileStore(context.env)
  const tried: Tried = { renewed: false, authorizations: new Set() }
  let profile = await chooseProfile(store, access)
  if (profile !== undefined && isExpiring(context, profile) && (await isRenewable(store, profile))) {
    profile = await renew({ context, store, access, profile, challenge: undefined, tried })
  }
  for (;;) {
    try {
      return await work(credentialsOf(profile))
    } catch (error) {
      if (!(error instanceof ChallengedError)) throw error
      profile = await afterChallenge(context, store, access, profile, error, tried)
    }
  }
}

/** A token goes to the resource it is for, and nowhere else, whatever profile the user names. */
async function chooseProfile(store: ProfileStore, { url, profileId }: Access): Promise<Profile | undefined> {
  const document = await store.read()
  if (profileId === undefined) return activeProfile(document, url)
  const profile = profileById(document, profileId)
  if (covers(profile, url)) return profile
  throw new CliError('failed', `Profile ${profileId} is for ${profile.resource}, which does not cover ${url}.`, {
    url,
    hint: `mcp-auth login ${url}`,
  })
}

function credentialsOf(profile: Profile | undefined): Credentials | undefined {
  if (profile === undefined) return undefined
  const key = profile.tokenType === 'DPoP' ? profile.authorization?.dpopKey : undefined
  return { accessToken: profile.accessToken, prover: key === undefined ? undefined : new DpopProver(key) }
}

/** The login to go on with after a 401 or 403; where there is none, what to say of it is thrown. */
async function afterChallenge(
  context: Context,
  store: ProfileStore,
  access: Access,
  profile: Profile | undefined,
  error: ChallengedError,
  tried: Tried,
): Promise<Profile> {
  const refusal = refused(error, access, profile)
  if (profile?.authorization === undefined) throw refusal
  const { scope } = profile
  const run: Run = { context, store, access, profile, challenge: error, tried }
  if (error.status === 403) {
    if (error.hints.error !== 'insufficient_scope') throw refusal
    const union = wider(profile, error)
    return authorizeAgain(run, { scope: union, reason: union, why: refusal })
  }
  const moved = await otherIssuers(context, access.url, profile, error)
  if (moved.length > 0) {
    const [now, before] = [moved.map(plain).join(', '), plain(profile.authorization.issuer)]
    const message = `${access.url} is now protected by ${now}, no longer by ${before}.`
    const why = new CliError('unauthorized', message, { url: access.url, hint: loginCommand(access.url, undefined) })
    return authorizeAgain(run, { scope: undefined, reason: now, why })
  }
  if (!tried.renewed && (await isRenewable(store, profile))) return renew(run)
  // A token that is refused fresh from a renewal is not helped by another one.
  if (tried.renewed) throw refusal
  return authorizeAgain(run, { scope, reason: 'refused', why: refusal })
}

/** Earlier scopes and those of the challenge (2026-07-28 authorization §Step-Up, SEP-2350). */
function wider(profile: Profile, { hints }: ChallengedError): string {
  const scopes = `${profile.scope ?? ''} ${hints.scope ?? ''}`.split(' ').filter((scope) => scope !== '')
  return [...new Set(scopes)].join(' ')
}

/** Where the work stands. */
interface Run {
  readonly context: Context
  readonly store: ProfileStore
  readonly access: Access
  readonly profile: Profile
  readonly challenge: ChallengedError | undefined
  readonly tried: Tried
}

async function renew(run: Run): Promise<Profile> {
  const { context, store, profile, access, tried } = run
  tried.renewed = true
  try {
    return await refreshProfile(context, store, profile)
  } catch (error) {
    if (!(error instanceof CliError) || error.failure !== 'unauthorized') throw error
    const { scope } = profile
    const why = new CliError('unauthorized', `The login has ended. ${error.message}`, {
      ...error.details,
      hint: loginCommand(access.url, scope),
    })
    return authorizeAgain(run, { scope, reason: 'ended', why })
  }
}

/** Logs in again as before, if that is possible here; what was tried for the same reason is not tried again. */
async function authorizeAgain(
  { context, store, access, profile, challenge, tried: { authorizations } }: Run,
  { scope, reason, why }: { readonly scope: string | undefined; readonly reason: string; readonly why: CliError },
): Promise<Profile> {
  const { again } = await import('../flows/again.ts')
  const way = again(profile, access.ask)
  if (way === undefined || authorizations.has(reason) || authorizations.size >= MOST_AUTHORIZATIONS) throw why
  authorizations.add(reason)
  context.notice(why.message)
  return way(context, { store, url: access.url, scope, challenge })
}

/** After a 401 the metadata is read again: if it names other authorization servers, ours has nothing to say (C-DISC-08). */
async function otherIssuers(
  context: Context,
  url: string,
  { authorization }: Profile,
  challenge: ChallengedError,
): Promise<readonly string[]> {
  if (authorization?.resourceIndicator === undefined) return []
  const vantage = vantageOf(url, challenge.remoteAddress)
  const quiet: Context = { ...context, notice: () => undefined }
  const named = challenge.hints.resourceMetadata
  const search = await findResource(quiet, vantage, url, named, { metadataUrl: undefined, allowMismatch: true }).catch(
    (error: unknown) => {
      if (error instanceof CliError && error.failure !== 'interrupted') return undefined
      throw error
    },
  )
  const listed = search?.resource?.authorizationServers ?? []
  return listed.includes(authorization.issuer) ? [] : listed
}

/** What to say of a 401 or 403, and what would help. */
function refused(error: ChallengedError, { url }: Access, profile: Profile | undefined): CliError {
  const { status, hints } = error
  if (status === 403 && hints.error === 'insufficient_scope') {
    const needed = hints.scope ?? ''
    const message = `The token's scope is not enough${needed === '' ? '' : `; needed: ${plain(needed)}`}.`
    const scope = profile === undefined ? needed : wider(profile, error)
    return new CliError('unauthorized', message, { url, status, code: hints.error, hint: loginCommand(url, scope) })
  }
  if (status === 403) return new CliError('unauthorized', `${url} forbids this request (HTTP 403).`, { url, status })
  const message =
    profile === undefined
      ? `${url} needs authorization, and there is no saved login for it.`
      : `${url} does not take the saved token (HTTP 401${hints.error === undefined ? '' : `, ${plain(hints.error)}`}).`
  const bearer = profile !== undefined && profile.authorization === undefined
  const keyless = profile?.tokenType === 'DPoP' && !hints.schemes.includes('dpop')
  const login = bearer
    ? `mcp-auth login ${url} --auth-mode bearer --bearer-token @FILE`
    : `${loginCommand(url, undefined)}${keyless ? ' --no-dpop' : ''}`
  return new CliError('unauthorized', message, { url, status, hint: login })
}

function loginCommand(url: string, scope: string | undefined): string {
  return `mcp-auth login ${url}${scope === undefined || scope === '' ? '' : ` --scope '${plain(scope).replaceAll("'", '')}'`}`
}
