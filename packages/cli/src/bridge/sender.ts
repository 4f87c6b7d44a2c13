import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Incoming, Outgoing } from '../http/exchange.ts'
import { type Access, withAccess } from '../mcp/access.ts'
import { exchange } from '../mcp/transport.ts'

/** Sends one HTTP request to the MCP server with the saved login; the context's signal gives it up. */
export type Send = (context: Context, outgoing: Outgoing) => Promise<Incoming>

/**
 * Sends with the saved login, which is renewed and widened as for a single call. Many messages are under way at
 * once: where a person is to be asked, they are asked for one message at a time, and the next finds what they said.
 */
export function newSender(access: Access): Send {
  const { url } = access
  let turn: Promise<unknown> = Promise.resolve()
  return async (context, outgoing) => {
    const attempt = (ask: Access['ask']): Promise<Incoming> =>
      withAccess(context, { ...access, ask }, (credentials) => exchange({ context, url, credentials }, outgoing))
    try {
      return await attempt(undefined)
    } catch (error) {
      if (access.ask === undefined || !(error instanceof CliError) || error.failure !== 'unauthorized') throw error
      const mine = turn.then(() => attempt(access.ask))
      turn = mine.catch(() => undefined)
      return mine
    }
  }
}
