import type { Context } from '../context.ts'
import { findResource } from '../discovery/resource.ts'
import { CliError } from '../errors.ts'
import { vantageOf } from '../http/endpoint.ts'
import { covers, type Profile } from '../profiles/profile.ts'
import { isExpiring, isRefreshable, refreshProfile } from '../profiles/refresh.ts'
import { activeProfile, ProfileStore, profileById } from '../profiles/store.ts'
import { plain } from '../terminal/plain.ts'
import { ChallengedError } from './challenged.ts'
import { isNotification, type Reply } from './protocol.ts'
import { openSession } from './session.ts'

/** One request to make. */
export interface CallRequest {
  readonly url: string
  readonly method: string
  readonly params: Readonly<Record<string, unknown>> | undefined
  readonly requestId: string
  readonly profileId: string | undefined
  readonly protocolVersion: string | undefined
}

/**
 * Makes one request with the saved login of its URL, or without any. A token near its end is renewed first; one
 * that the server does not take is renewed once, and the request repeated (RFC 6750 §3.1).
 */
export async function callServer(context: Context, request: CallRequest): Promise<Reply> {
  const store = new ProfileStore(context.env)
  let profile = await chooseProfile(store, request)
  if (profile !== undefined && isRefreshable(profile) && isExpiring(context, profile)) {
    profile = await renew(context, store, profile, request.url)
  }
  try {
    return await exchange(context, request, profile?.accessToken)
  } catch (error) {
    if (!(error instanceof ChallengedError)) throw error
    if (error.status === 403 || profile === undefined || !isRefreshable(profile)) throw refused(error, request, profile)
    await checkIssuerUnchanged(context, request.url, profile, error)
    const renewed = await renew(context, store, profile, request.url)
    return await exchange(context, request, renewed.accessToken).catch((again: unknown) => {
      throw again instanceof ChallengedError ? refused(again, request, renewed) : again
    })
  }
}

/** A token goes to the resource it is for, and nowhere else, whatever profile the user names. */
async function chooseProfile(store: ProfileStore, { url, profileId }: CallRequest): Promise<Profile | undefined> {
  const document = await store.read()
  if (profileId === undefined) return activeProfile(document, url)
  const profile = profileById(document, profileId)
  if (covers(profile, url)) return profile
  throw new CliError('failed', `Profile ${profileId} is for ${profile.resource}, which does not cover ${url}.`, {
    url,
    hint: `mcp-auth login ${url}`,
  })
}

async function exchange(context: Context, request: CallRequest, accessToken: string | undefined): Promise<Reply> {
  const { url, method, params, requestId, protocolVersion } = request
  const handshake = method === 'initialize'
  const connection = { context, url, accessToken }
  const session = await openSession(connection, protocolVersion, handshake ? 'handshake' : 'newest')
  try {
    const introduces = handshake || (method === 'server/discover' && session.stateless)
    if (introduces) return { kind: 'result', result: session.introduction }
    const answer = await session.request(requestId, method, params)
    if (answer.reply !== undefined) return answer.reply
    if (isNotification(method) && answer.status < 300) return { kind: 'result', result: null }
    throw new CliError('failed', `${url} answered ${method} with HTTP ${answer.status} and ${answer.instead}.`, {
      url,
      status: answer.status,
    })
  } finally {
    await session.close()
  }
}

async function renew(context: Context, store: ProfileStore, profile: Profile, url: string): Promise<Profile> {
  try {
    return await refreshProfile(context, store, profile)
  } catch (error) {
    if (!(error instanceof CliError) || error.failure !== 'unauthorized') throw error
    throw new CliError('unauthorized', `The login has ended. ${error.message}`, {
      ...error.details,
      hint: loginCommand(url, profile.scope),
    })
  }
}

/** After a 401 the metadata is read again: if it names other authorization servers, ours has nothing to say (C-DISC-08). */
async function checkIssuerUnchanged(
  context: Context,
  url: string,
  profile: Profile,
  challenge: ChallengedError,
): Promise<void> {
  const { authorization } = profile
  if (authorization?.resourceIndicator === undefined) return
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
  if (listed.length === 0 || listed.includes(authorization.issuer)) return
  const message = `${url} is now protected by ${listed.map(plain).join(', ')}, no longer by ${plain(authorization.issuer)}.`
  throw new CliError('unauthorized', message, { url, hint: loginCommand(url, undefined) })
}

/** What to say of a 401 or 403, and what would help. */
function refused(error: ChallengedError, { url }: CallRequest, profile: Profile | undefined): CliError {
  const { status, hints } = error
  if (status === 403 && hints.error === 'insufficient_scope') {
    const needed = hints.scope ?? ''
    const union = [...new Set(`${profile?.scope ?? ''} ${needed}`.split(' ').filter((scope) => scope !== ''))]
    const message = `The token's scope is not enough${needed === '' ? '' : `; needed: ${plain(needed)}`}.`
    return new CliError('unauthorized', message, {
      url,
      status,
      code: hints.error,
      hint: loginCommand(url, union.join(' ')),
    })
  }
  if (status === 403) return new CliError('unauthorized', `${url} forbids this request (HTTP 403).`, { url, status })
  const message =
    profile === undefined
      ? `${url} needs authorization, and there is no saved login for it.`
      : `${url} does not take the saved token (HTTP 401${hints.error === undefined ? '' : `, ${plain(hints.error)}`}).`
  const bearer = profile !== undefined && profile.authorization === undefined
  const hint = bearer ? `mcp-auth login ${url} --auth-mode bearer --bearer-token @FILE` : loginCommand(url, undefined)
  return new CliError('unauthorized', message, { url, status, hint })
}

function loginCommand(url: string, scope: string | undefined): string {
  return `mcp-auth login ${url}${scope === undefined || scope === '' ? '' : ` --scope '${plain(scope).replaceAll("'", '')}'`}`
}
