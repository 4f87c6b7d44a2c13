import type { Env, Fetch, Listen } from '../env.ts'
import { EXIT_STATUS } from '../errors.ts'

const fetch: Fetch = async (url, init) => (await import('./http.ts')).nodeFetch(url, init)

const listen: Listen = async (addresses, port, answer) =>
  (await import('./listen.ts')).nodeListen(addresses, port, answer)

/** The real world, until the signal fires. */
export function nodeEnv(interrupted: AbortSignal): Env {
  return {
    fetch,
    listen,
    knowsProxies: knowsProxies(),
    stdout: (text) => write('stdout', text),
    stderr: (text) => write('stderr', text),
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : undefined
    },
    now: Date.now,
    sleep,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    openBrowser: async (url) => (await import('./browser.ts')).openInBrowser(process.platform, url),
    stdin: {
      // Looking at it opens it, which most commands need not pay for.
      get isTTY() {
        return process.stdin.isTTY === true
      },
      text: readStdin,
      line: readLine,
    },
    output: async (command) => (await import('./command.ts')).commandOutput(command),
    program: async (...program) => (await import('./program.ts')).nodeProgram(...program),
    variables: process.env,
    platform: process.platform,
    get homeDirectory() {
      return process.getBuiltinModule('node:os').homedir()
    },
    get host() {
      return process.getBuiltinModule('node:os').hostname()
    },
    get workingDirectory() {
      return process.cwd()
    },
    pid: process.pid,
    alive,
    interrupted,
  }
}

/** Agents take a proxy from Node.js 22.21 and 24.5 on. */
function knowsProxies(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21)
}

const opened = new Set<string>()

/** A standard stream, opened when first used. A reader that has seen enough, like `head`, is no error. */
function standard(name: 'stdout' | 'stderr'): NodeJS.WriteStream {
  const stream = process[name]
  if (!opened.has(name)) {
    opened.add(name)
    stream.on('error', ended)
  }
  return stream
}

/** Writes past the stream, which takes two milliseconds to open; by the stream what does not go in at once. */
function write(name: 'stdout' | 'stderr', text: string): void {
  if (opened.has(name)) return void standard(name).write(text)
  const bytes = Buffer.from(text)
  const { writeSync } = process.getBuiltinModule('node:fs')
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(name === 'stdout' ? 1 : 2, bytes, written)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') ended(error as NodeJS.ErrnoException)
    standard(name).write(bytes.subarray(written))
  }
}

/** Nobody reads what this program prints. */
function ended(error: NodeJS.ErrnoException): never {
  process.exit(error.code === 'EPIPE' ? EXIT_STATUS.ok : EXIT_STATUS.failed)
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal?.addEventListener('abort', finish)
  })
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

let reader: Promise<import('./lines.ts').LineReader> | undefined

async function readLine(signal: AbortSignal, hidden = false): Promise<string | undefined> {
  if (hidden && process.stdin.isTTY) return (await import('./hidden.ts')).hiddenLine(process.stdin, signal)
  reader ??= import('./lines.ts').then(({ LineReader }) => new LineReader(process.stdin))
  return (await reader).next(signal)
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
