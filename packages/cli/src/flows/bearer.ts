import { CliError, usageError } from '../errors.ts'
import { isHeaderSafe } from '../oauth/token.ts'
import type { Flow } from './flow.ts'

/** A token that the user already has. Sends nothing anywhere: what it is good for shows at the first call. */
export const bearer: Flow = {
  id: 'bearer',
  summary: 'save a token you already have',
  interactive: false,
  offered: ({ reception }) => reception.challenge !== undefined,
  async logIn(_context, { url, choices }) {
    const accessToken = await choices.bearerToken()
    if (accessToken === undefined) {
      throw usageError(
        '--auth-mode bearer needs a token.',
        'Give it with --bearer-token @FILE, or - for standard input.',
      )
    }
    if (!isHeaderSafe(accessToken)) {
      throw new CliError('usage', 'The bearer token has characters that no header can carry.')
    }
    return { url, resource: url, authMode: 'bearer', accessToken }
  },
}
