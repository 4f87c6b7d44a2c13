import type { Context } from '../context.ts'
import { usageError } from '../errors.ts'
import { interruption } from '../http/exchange.ts'

/** Asks somebody at a terminal for a secret, which is not shown as they type; `undefined` where nobody is there. */
export async function promptSecret({ env, say }: Context, what: string): Promise<string | undefined> {
  if (!env.stdin.isTTY) return undefined
  say(`${what}, then Enter (it is not shown):`)
  const typed = (await env.stdin.line(env.interrupted, true))?.trim()
  if (env.interrupted.aborted) throw interruption()
  if (typed === undefined || typed === '') throw usageError(`No ${what.toLowerCase()} was typed.`)
  return typed
}
