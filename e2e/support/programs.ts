import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The line that `mcp-auth-test-server --json` prints once it listens. */
export interface Announcement {
  readonly schemaVersion: number
  readonly version: string
  readonly pid: number
  readonly port: number
  readonly issuer: string
  readonly identityProvider: string
  readonly resources: { readonly oauth: string; readonly 'bearer-token': string }
  readonly metadata: { readonly authorizationServer: string; readonly protectedResource: string }
  readonly health: string
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program under way. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves with the match as soon as the stream has printed it; rejects when the program ends without. */
  printed(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>
}

/** Starts one of the two real programs, as built, in a process of its own. */
export function start(
  program: 'mcp-auth' | 'mcp-auth-test-server',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
): Running {
  const folder = program === 'mcp-auth' ? 'cli' : 'server'
  const child = spawn(process.execPath, [join(root, 'packages', folder, 'bin', `${program}.js`), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk
    })
  }
  const ended = new Promise<Ended>((resolve) => child.once('close', (status) => resolve({ status, ...text })))
  const printed = (stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text[stream])
        if (match !== null) resolve(match)
      }
      child[stream]?.on('data', look)
      look()
      void ended.then(({ status, stderr }) =>
        reject(new Error(`${program} ended (${status}) without ${pattern}: ${stderr}`)),
      )
    })
  return { child, ended, printed }
}

/** A server that listens on a free port, until `stop`. */
export interface RunningServer extends Announcement {
  readonly stop: () => Promise<Ended>
}

export async function startServer(args: readonly string[] = []): Promise<RunningServer> {
  const running = start('mcp-auth-test-server', ['--port', '0', '--json', ...args])
  const [line] = await running.printed('stdout', /^\{.*\}$/m)
  return {
    ...(JSON.parse(line) as Announcement),
    stop: () => {
      running.child.kill('SIGTERM')
      return running.ended
    },
  }
}

/** The CLI with a home of its own, so that no test sees another's logins. */
export interface Cli {
  readonly home: string
  /** Starts a command; `--json` and the like are the caller's. */
  start(...args: string[]): Running
  run(...args: string[]): Promise<Ended>
  remove(): Promise<void>
}

export async function newCli(env: Readonly<Record<string, string>> = {}): Promise<Cli> {
  const home = await mkdtemp(join(tmpdir(), 'mcp-auth-e2e-'))
  const begin = (...args: string[]): Running => start('mcp-auth', args, { ...env, MCP_AUTH_CLI_HOME: home })
  return {
    home,
    start: begin,
    run: (...args) => begin(...args).ended,
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

/** The authorization URL that a login prints. */
export async function authorizationUrl(login: Running): Promise<string> {
  const match = await login.printed('stderr', /^Open this URL to authorize:\s+(http\S+)$/m)
  return match[1] ?? ''
}
