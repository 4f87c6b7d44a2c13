import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Client } from '../oauth/client.ts'
import { savedClient } from '../profiles/store.ts'
import { plain } from '../terminal/plain.ts'
import type { Login } from './flow.ts'

/**
 * Logs in with the client saved for an issuer, if there is one. A registration that the server forgot is made
 * anew, once (C-REG-15); a client the user named is the user's business.
 */
export async function withSavedClient<T>(
  context: Context,
  login: Login,
  issuer: string,
  attempt: (saved: Client | undefined) => Promise<T>,
): Promise<T> {
  const saved = savedClient(await login.store.read(), issuer)
  try {
    return await attempt(saved)
  } catch (error) {
    if (!isForgottenClient(error, login, saved)) throw error
    context.notice(`${plain(issuer)} no longer knows this client; registering again.`)
    return await attempt(undefined)
  }
}

function isForgottenClient(error: unknown, { choices }: Login, saved: Client | undefined): boolean {
  if (saved?.source !== 'registered' || choices.client.clientId !== undefined || choices.client.register) return false
  return (
    error instanceof CliError && ['invalid_client', 'unauthorized_client'].some((code) => code === error.details.code)
  )
}
