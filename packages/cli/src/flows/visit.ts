import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { redirectTarget } from '../http/document.ts'
import { checkSuppliedUrl } from '../http/endpoint.ts'
import { send } from '../http/exchange.ts'
import { redactUrl } from '../terminal/redact.ts'

const STEPS = 5

/**
 * Asks for the authorization URL without a browser and follows where the server sends, until that is the
 * redirect URI: for servers that decide without anyone. A page means that somebody is needed after all.
 */
export async function visit(
  context: Context,
  url: string,
  redirectUri: string,
  publicOnly: boolean,
): Promise<URLSearchParams> {
  let at = url
  for (let step = 0; step < STEPS; step += 1) {
    checkSuppliedUrl(context, { reach: publicOnly ? 'public' : 'loopback' }, 'authorization URL', at)
    const answer = await send(context, { method: 'GET', url: at, headers: { accept: 'text/html' }, publicOnly })
    const next = redirectTarget(answer)
    answer.discard()
    if (next === undefined) {
      const message = `${redactUrl(at)} answered HTTP ${answer.status} instead of sending the user back.`
      throw new CliError('unauthorized', message, {
        status: answer.status,
        hint: 'Without --headless, a browser asks.',
      })
    }
    if (next.startsWith(`${redirectUri}?`)) return new URL(next).searchParams
    at = next
  }
  throw new CliError('unauthorized', `The authorization server redirects more than ${STEPS} times.`)
}
