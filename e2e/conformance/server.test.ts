import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearerProxy } from '../support/bearer-proxy.ts'
import { type RunningServer, startServer } from '../support/programs.ts'

const suite = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')

/** The scenarios that need none of the suite's own tools, resources or prompts, by wire. */
const SCENARIOS = {
  '2025-11-25': [
    'server-initialize',
    'server-session-lifecycle',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'resources-list',
    'prompts-list',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
    'caching',
    'http-header-validation',
    'input-required-result-unsupported-methods',
    'sep-2164-resource-not-found',
  ],
} as const

/** How many scenarios run at once, and how long one may take before it is ended. */
const AT_ONCE = 3
const LIMIT_MS = 30_000

interface Check {
  readonly id: string
  readonly status: string
  readonly errorMessage?: string
  /** Said by the suite of a check for which the server lacks a diagnostic tool. */
  readonly details?: { readonly untestable?: boolean }
}

let server: RunningServer
let results: string

beforeAll(async () => {
  server = await startServer()
  results = await mkdtemp(join(tmpdir(), 'mcp-auth-conformance-'))
})

afterAll(async () => {
  await server.stop()
  await rm(results, { recursive: true, force: true })
})

async function adminToken(): Promise<string> {
  const response = await fetch(`${server.issuer}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write mcp:tools:admin',
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

/** Leaves a note, so that there is a resource to list and read. */
async function writeNote(url: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'write_note', arguments: { key: 'conformance', content: 'A note to read.' } },
    }),
  })
  expect(await response.text()).toContain('"stored":true')
}

/** What is wrong by one scenario, warnings included; a scenario that checks nothing is wrong too. */
async function problemsOf(url: string, scenario: string, wire: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(results, 'run-'))
  const command = ['server', '--url', url, '--scenario', scenario, '--spec-version', wire, '--force', '-o', folder]
  const child = spawn(process.execPath, [join(suite, '../dist/index.js'), ...command], {
    stdio: 'ignore',
    timeout: LIMIT_MS,
  })
  await new Promise((resolve) => child.once('close', resolve))
  const checks = globSync('**/checks.json', { cwd: folder }).flatMap(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Check[],
  )
  const judged = checks.filter(({ details }) => details?.untestable !== true)
  if (!judged.some(({ status }) => status === 'SUCCESS')) return [`${scenario} at ${wire}: nothing was found right`]
  return judged
    .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
    .map(({ id, status, errorMessage }) => `${scenario} at ${wire}: ${id} ${status} ${errorMessage ?? ''}`)
}

test.each([
  { surface: 'oauth', token: adminToken },
  { surface: 'bearer-token', token: async () => 'test-bearer-token' },
] as const)(
  'the official suite finds nothing wrong with /mcp/$surface, at both wires, warnings included',
  async ({ surface, token }) => {
    const proxy = await bearerProxy(server.resources[surface], await token())
    try {
      await writeNote(proxy.url)
      const queue = Object.entries(SCENARIOS).flatMap(([wire, names]) => names.map((name) => [name, wire] as const))
      const problems: string[] = []
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          problems.push(...(await problemsOf(proxy.url, ...next)))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      expect(problems).toEqual([])
    } finally {
      await proxy.close()
    }
  },
  240_000,
)
