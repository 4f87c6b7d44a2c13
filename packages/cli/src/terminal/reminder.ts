import type { Context } from '../context.ts'

const EVERY = 15_000

/** Tells somebody at a terminal, now and then, that the wait goes on; whole lines, so that typing is not disturbed. */
export async function remind(context: Context, what: string, limit: number, signal: AbortSignal): Promise<void> {
  const { env, say } = context
  if (!env.stdin.isTTY) return
  for (let waited = EVERY; waited < limit; waited += EVERY) {
    await env.sleep(EVERY, signal)
    if (signal.aborted) return
    say(`Still waiting for ${what}, ${Math.round((limit - waited) / 1000)} s left. Ctrl-C gives up.`)
  }
}
