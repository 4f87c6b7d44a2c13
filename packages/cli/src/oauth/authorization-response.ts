import { CliError } from '../errors.ts'
import { plain } from '../terminal/plain.ts'
import { failureOf } from './token.ts'

/** What was recorded when the authorization request was made (2026-07-28 authorization, C-AZ-16). */
export interface PendingAuthorization {
  readonly state: string
  readonly issuer: string
  readonly issParameterSupported: boolean
}

/**
 * Judges an authorization response and returns its code. State first (RFC 6749 §10.12), then the issuer by
 * string comparison (RFC 9207 §2.4), and only then what the response says: nothing of a response from someone
 * else is acted on or shown.
 */
export function acceptResponse(pending: PendingAuthorization, parameters: URLSearchParams): string {
  const refuse = (message: string): never => {
    throw new CliError('unauthorized', message, { hint: 'Nothing was saved. Start the login again.' })
  }
  for (const name of ['state', 'iss', 'code', 'error']) {
    if (parameters.getAll(name).length > 1) refuse(`The authorization response has more than one ${name}.`)
  }
  const state = parameters.get('state')
  if (state === null) refuse('The authorization response has no state, so it may not be the answer to this login.')
  if (state !== pending.state) {
    refuse('The authorization response has another state, so it is not the answer to this login.')
  }
  const iss = parameters.get('iss')
  if (iss !== null && iss !== pending.issuer) {
    refuse(`The authorization response is from another issuer than ${plain(pending.issuer)}.`)
  }
  if (iss === null && pending.issParameterSupported) {
    refuse(`The authorization response does not name its issuer, although ${plain(pending.issuer)} says it does.`)
  }
  const error = parameters.get('error')
  if (error !== null) throw refusal(error, parameters.get('error_description'))
  const code = parameters.get('code')
  return code === null || code === '' ? refuse('The authorization response has no code.') : code
}

/** An error response (RFC 6749 §4.1.2.1), in one line. */
function refusal(error: string, description: string | null): CliError {
  const detail = description === null || description === '' ? '' : `: ${plain(description)}`
  if (error === 'access_denied') {
    return new CliError('unauthorized', `The authorization was denied${detail}.`.replace(/\.+$/, '.'), { code: error })
  }
  const message = `The authorization server answered ${plain(error)}${detail}.`.replace(/\.+$/, '.')
  return new CliError(failureOf(error), message, { code: error })
}
