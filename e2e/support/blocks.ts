import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decide } from './consent.ts'
import { decideDevice } from './device.ts'
import { freePort } from './free-port.ts'

const root = join(import.meta.dirname, '../..')

/** A fenced block of a page. */
export interface Block {
  readonly language: string
  /** What follows the language: `server`, `exit=4`, `file=…`, `norun reason="…"`. */
  readonly meta: string
  readonly text: string
  readonly line: number
}

/** Every fenced block of a Markdown text, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w*) *(.*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: meta = '', 3: text = '', index }) => ({
      language,
      meta,
      text,
      line: markdown.slice(0, index).split('\n').length,
    }),
  )
}

/** What the commands of a block printed, and how they ended. */
export interface Ran {
  readonly status: number | null
  readonly text: string
}

/** One reader at one machine: a folder of their own, a server in a second terminal, a person who approves what is asked. */
export class Reader {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mcp-auth-reader-'))
  readonly #cwd: string
  #port = ''
  #server: ChildProcess | undefined

  /** @param cwd where the commands are typed; a folder of the reader's own without it */
  constructor(cwd?: string) {
    this.#cwd = cwd ?? this.#folder
    // What a reader's npx does once the packages are there.
    const npx = join(this.#folder, 'npx')
    writeFileSync(npx, '#!/bin/sh\n[ "$1" = --yes ] && shift\nexec "$@"\n')
    chmodSync(npx, 0o755)
  }

  /** Starts the server of a block instead of the one before; without one, the plain server. */
  async serve(command = 'npx mcp-auth-test-server'): Promise<void> {
    await this.#stop()
    this.#port = String(await freePort())
    const server = this.#spawn(`exec ${runnable(command)} --port ${this.#port}`)
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      let text = ''
      for (const stream of [server.stdout, server.stderr]) {
        stream?.on('data', (chunk) => {
          text += chunk
          if (text.includes('/mcp/oauth')) resolve()
        })
      }
      server.once('exit', () => reject(new Error(`${command} ended: ${text}`)))
    })
  }

  /** Runs what a block says, and approves every login that it asks for. */
  async run(text: string): Promise<Ran> {
    if (this.#server === undefined) await this.serve()
    const child = this.#spawn(`set -e\n${text.replaceAll('8765', this.#port)}`)
    let printed = ''
    const asked = new Set<string>()
    const approvals: Promise<unknown>[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        printed += chunk
        for (const [, url = ''] of printed.matchAll(/^Open this URL to authorize:\s+(http\S+)\n/gm)) {
          if (!asked.has(url)) approvals.push(decide(url, 'approve'))
          asked.add(url)
        }
        const device = /(http\S+user_code=\S+)/.exec(printed)?.[1]
        if (device !== undefined && !asked.has(device)) approvals.push(decideDevice(device, 'approve'))
        if (device !== undefined) asked.add(device)
      })
    }
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
    await Promise.allSettled(approvals)
    return { status, text: printed.replaceAll(this.#port, '8765') }
  }

  async close(): Promise<void> {
    await this.#stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #spawn(script: string): ChildProcess {
    return spawn('bash', ['-c', script], {
      cwd: this.#cwd,
      env: {
        HOME: this.#folder,
        PATH: `${this.#folder}:${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
        MCP_AUTH_CLI_HOME: join(this.#folder, 'logins'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  async #stop(): Promise<void> {
    const server = this.#server
    if (server === undefined || server.exitCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await ended
  }
}

/** The command that starts a server, on whatever port; what it needs is installed. */
function runnable(command: string): string {
  return command
    .trim()
    .replace('npm ci && ', '')
    .replace(/ --port \d+/, '')
}

/** The value of `name=…` in what follows a language. */
export function metaValue({ meta }: Block, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}=(?:"([^"]*)"|(\\S+))`).exec(meta)
  return match?.[1] ?? match?.[2]
}

/** The text of a block, from the file it shows where it shows one. */
export function textOf(block: Block): string {
  const file = metaValue(block, 'file')
  return file === undefined ? block.text : readFileSync(join(root, file), 'utf8')
}

/** Whether `printed` has a line like each of `wanted`, where … stands for anything. */
export function missingLines(wanted: string, printed: string): readonly string[] {
  return wanted
    .split('\n')
    .filter((line) => line.trim() !== '')
    .filter((line) => {
      const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      return !new RegExp(parts.join('.*')).test(printed)
    })
}
