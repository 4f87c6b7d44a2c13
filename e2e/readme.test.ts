import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decide } from './support/consent.ts'
import { freePort } from './support/free-port.ts'

const root = join(import.meta.dirname, '..')
const [startBlock = '', ...blocks] = shellBlocks(readFileSync(join(root, 'README.md'), 'utf8'))

let server: ChildProcess
let port: string
let home: string

/** The content of every sh block, in order. */
function shellBlocks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block.trim())
}

/** A README line as written, but for the port, which may be taken here; `npm ci` has already run. */
function runnable(line: string): string {
  return line.replace('npm ci && ', '').replaceAll('8765', port)
}

function shell(line: string): ChildProcess {
  return spawn('sh', ['-c', line], {
    cwd: root,
    env: { ...process.env, MCP_AUTH_CLI_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

/** Runs one line; a login is approved as soon as it prints its URL. */
async function run(line: string): Promise<{ status: number | null; stdout: string }> {
  const child = shell(runnable(line))
  let [stdout, stderr] = ['', '']
  let approval: Promise<unknown> | undefined
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    const url = /^Open this URL to authorize:\s+(http\S+)\n/m.exec(stderr)?.[1]
    if (url !== undefined) approval ??= decide(url, 'approve')
  })
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  await approval
  return { status, stdout }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-auth-readme-'))
  port = String(await freePort())
  server = shell(`${runnable(startBlock)} --port ${port}`)
  await new Promise((resolve) => server.stdout?.once('data', resolve))
})

afterAll(async () => {
  if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
  await rm(home, { recursive: true, force: true })
})

test('the first command starts the server, and those of the second terminal all succeed', async () => {
  expect(startBlock).toBe('npm ci && npx mcp-auth-test-server')
  const lines = (blocks[0] ?? '').split('\n')
  expect(lines).toHaveLength(4)
  for (const line of lines) {
    const { status, stdout } = await run(line)
    expect({ line, status }).toEqual({ line, status: 0 })
    expect(stdout).not.toBe('')
  }
}, 60_000)

test('so do the commands about the static-bearer surface', async () => {
  const lines = (blocks.find((block) => block.includes('/mcp/bearer-token')) ?? '').split('\n')
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expect({ line, ...(await run(line)) }).toMatchObject({ line, status: 0 })
}, 60_000)
