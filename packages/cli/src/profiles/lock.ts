import { open, readFile, rm, stat } from 'node:fs/promises'
import type { Env } from '../env.ts'
import { CliError } from '../errors.ts'
import { interruption } from '../http/exchange.ts'
import { secret } from '../oauth/pkce.ts'
import { isCode } from './file-error.ts'

const PAUSE = 25
/** No holder needs longer: a token request has its own, shorter time limit. */
const STALE_AFTER = 300_000
const BREAKING_TAKES = 10_000

/** Runs one thing at a time among all processes that share the lock file. Waits a bounded time. */
export async function withLock<T>(env: Env, path: string, patience: number, work: () => Promise<T>): Promise<T> {
  const token = `${env.pid} ${env.host} ${secret(env, 12)}\n`
  await acquire(env, path, token, patience)
  try {
    return await work()
  } finally {
    if ((await readIfThere(path)) === token) await rm(path, { force: true })
  }
}

async function acquire(env: Env, path: string, token: string, patience: number): Promise<void> {
  const deadline = env.now() + patience
  while (!(await create(path, token))) {
    if (env.interrupted.aborted) throw interruption()
    if (await breakStale(env, path)) continue
    if (env.now() > deadline) {
      throw new CliError('failed', `Another mcp-auth process holds ${path}.`, {
        hint: 'If none is running, delete that file.',
      })
    }
    await env.sleep(PAUSE, env.interrupted)
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(token)
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Removes a lock whose holder is gone; says whether the lock is worth another try at once. Breaking is itself
 * done by one process at a time, and only a breaker can turn a stale lock into a fresh one, so what is judged
 * stale under the breaker's lock is what gets removed.
 */
async function breakStale(env: Env, path: string): Promise<boolean> {
  const age = await ageOf(env, path)
  if (age === undefined) return true
  if (!(await isStale(env, path, age))) return false
  const breaker = `${path}.break`
  if (!(await create(breaker, `${env.pid}\n`))) {
    if (((await ageOf(env, breaker)) ?? 0) > BREAKING_TAKES) await rm(breaker, { force: true })
    return false
  }
  try {
    const now = await ageOf(env, path)
    if (now !== undefined && (await isStale(env, path, now))) await rm(path, { force: true })
  } finally {
    await rm(breaker, { force: true })
  }
  return true
}

/** The holder is a process of this host that is gone, or the lock is older than any work under it. */
async function isStale(env: Env, path: string, age: number): Promise<boolean> {
  if (age > STALE_AFTER) return true
  const [pid, host] = ((await readIfThere(path)) ?? '').split(' ')
  return host === env.host && !env.alive(Number(pid))
}

async function ageOf(env: Env, path: string): Promise<number | undefined> {
  try {
    return env.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}
