import type { Context } from '../context.ts'
import { type Vantage, vantageOf } from '../http/endpoint.ts'
import { ChallengedError } from '../mcp/challenged.ts'
import { openSession, type Session } from '../mcp/session.ts'
import type { AuthorizationHints } from './challenge.ts'

/** How an MCP server receives a stranger. */
export interface Reception {
  readonly vantage: Vantage
  /** What its 401 said; `undefined` when it let the stranger in. */
  readonly challenge: AuthorizationHints | undefined
  /** The method that drew the 401. */
  readonly challengedMethod: string | undefined
  /** The revision it speaks, where it told without authorization. */
  readonly protocolVersion: string | undefined
}

/**
 * Knocks without a token. Most servers answer 401 to the first request whatever it is; some leave the beginning
 * open and ask at `tools/list`, so an open door is followed by that (C-GEN-02).
 */
export async function knock(context: Context, url: string): Promise<Reception> {
  let session: Session | undefined
  try {
    session = await openSession({ context, url, credentials: undefined }, undefined, 'newest')
    await session.request('list-1', 'tools/list', {})
    return {
      vantage: vantageOf(url, session.remoteAddress),
      challenge: undefined,
      challengedMethod: undefined,
      protocolVersion: session.protocolVersion,
    }
  } catch (error) {
    if (!(error instanceof ChallengedError)) throw error
    return {
      vantage: vantageOf(url, error.remoteAddress ?? session?.remoteAddress),
      challenge: error.hints,
      challengedMethod: session === undefined ? 'the first request' : 'tools/list',
      protocolVersion: session?.protocolVersion,
    }
  } finally {
    await session?.close()
  }
}
