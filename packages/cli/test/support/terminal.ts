import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Env } from '../../src/env.ts'
import { URL_PREFIX } from '../../src/flows/callback.ts'
import { nodeFetch } from '../../src/node/http.ts'
import { nodeListen } from '../../src/node/listen.ts'
import { nodeProgram } from '../../src/node/program.ts'
import { run } from '../../src/run.ts'

/** What a command left behind. */
export interface Finished {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** What the user does with the authorization URL. */
export type Browser = (url: string) => Promise<unknown>

/** One user's machine: a configuration directory, a clock, a browser. Each `run` is a new process. */
export interface Terminal {
  readonly home: string
  browser: Browser
  /** Lines the user types, if a terminal is there. */
  typed: string[] | undefined
  advance(seconds: number): void
  run(...args: string[]): Promise<Finished>
  runWith(changes: Partial<Env>, ...args: string[]): Promise<Finished>
  remove(): Promise<void>
}

export async function startTerminal(): Promise<Terminal> {
  const directory = await mkdtemp(join(tmpdir(), 'mcp-auth-cli-'))
  const home = join(directory, 'config')
  let offset = 0
  const terminal: Terminal = {
    home,
    browser: followRedirects,
    typed: undefined,
    advance: (seconds) => {
      offset += seconds * 1000
    },
    run: (...args) => terminal.runWith({}, ...args),
    remove: () => rm(directory, { recursive: true, force: true }),
    runWith: async (changes, ...args) => {
      const capture = { stdout: '', stderr: '' }
      const visits: Promise<unknown>[] = []
      const env = { ...makeEnv(terminal, home, () => Date.now() + offset, capture, visits), ...changes }
      const status = await run(args, env)
      await Promise.allSettled(visits)
      return { status, ...capture }
    },
  }
  return terminal
}

function makeEnv(
  terminal: Terminal,
  home: string,
  now: () => number,
  capture: { stdout: string; stderr: string },
  visits: Promise<unknown>[],
): Env {
  const lines = [...(terminal.typed ?? [])]
  return {
    fetch: nodeFetch,
    listen: nodeListen,
    knowsProxies: true,
    stdout: (text) => {
      capture.stdout += text
    },
    stderr: (text) => {
      capture.stderr += text
      const url = new RegExp(`^${URL_PREFIX}\n(\\S+)$`, 'm').exec(text)?.[1]
      if (url !== undefined) visits.push(terminal.browser(url))
    },
    now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        const stop = (): void => {
          clearTimeout(timer)
          resolve()
        }
        if (signal?.aborted === true) stop()
        signal?.addEventListener('abort', stop)
      }),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    openBrowser: async () => undefined,
    stdin: {
      isTTY: terminal.typed !== undefined,
      text: async () => lines.join('\n'),
      line: async () => lines.shift(),
    },
    output: async () => '',
    program: nodeProgram,
    workingDirectory: '/nonexistent',
    variables: { MCP_AUTH_CLI_HOME: home },
    platform: 'linux',
    homeDirectory: '/nonexistent',
    host: 'here',
    pid: process.pid,
    alive: () => true,
    interrupted: new AbortController().signal,
  }
}

/** Where the authorization server sends the user back to. */
export async function locationOf(url: string): Promise<URL> {
  const response = await fetch(url, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? 'about:blank')
}

/** A user who approves: goes where the server sends them. */
export const followRedirects: Browser = async (url) => (await fetch(await locationOf(url))).text()

/** A user whose way back is tampered with. */
export function tampering(change: (callback: URL) => void): Browser {
  return async (url) => {
    const callback = await locationOf(url)
    change(callback)
    return (await fetch(callback)).text()
  }
}
