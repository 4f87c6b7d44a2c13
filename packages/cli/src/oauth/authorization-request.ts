import { CliError } from '../errors.ts'
import { plain } from '../terminal/plain.ts'

/**
 * The URL to send the user to: the endpoint as published, its own query kept, each of our parameters exactly
 * once (RFC 6749 §3.1).
 */
export function authorizationUrl(endpoint: string, parameters: Readonly<Record<string, string | undefined>>): string {
  if (endpoint.includes('#')) {
    throw new CliError('failed', `The authorization endpoint ${plain(endpoint)} has a fragment (RFC 6749 §3.1).`)
  }
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const ours = new Set(given.map(([name]) => name))
  const mark = endpoint.indexOf('?')
  const base = mark === -1 ? endpoint : endpoint.slice(0, mark)
  const kept = (mark === -1 ? '' : endpoint.slice(mark + 1))
    .split('&')
    .filter((pair) => pair !== '' && ![...new URLSearchParams(pair).keys()].some((name) => ours.has(name)))
  return `${base}?${[...kept, new URLSearchParams(given).toString()].join('&')}`
}

/**
 * The scope to ask for: the user's, the challenge's, everything the resource lists, or none at all
 * (2025-11-25 authorization §Scope Selection Strategy); `offline_access` only where the server lists it.
 */
export function requestedScope(choices: {
  readonly byUser: string | undefined
  readonly challenged: string | undefined
  readonly byResource: readonly string[] | undefined
  readonly byServer: readonly string[] | undefined
}): string | undefined {
  if (choices.byUser !== undefined) return choices.byUser.trim() === '' ? undefined : choices.byUser
  const listed =
    choices.byResource === undefined || choices.byResource.length === 0 ? undefined : choices.byResource.join(' ')
  const chosen = choices.challenged ?? listed
  // Asked alone it would replace the server's default scope, so it only ever joins others.
  if (chosen === undefined || choices.byServer?.includes('offline_access') !== true) return chosen
  const scopes = chosen.split(' ').filter((scope) => scope !== '')
  return [...new Set([...scopes, 'offline_access'])].join(' ')
}
