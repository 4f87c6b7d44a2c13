import { execFileSync, spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const suite = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
)
const client = join(import.meta.dirname, 'client.ts')
/** What one scenario may take; a client that hangs would keep the suite waiting for ever. */
const PATIENCE = 20_000

vi.setConfig({ maxConcurrency: 3 })

const listed = execFileSync(process.execPath, [suite, 'list', '--client'], { encoding: 'utf8' })
const names = [...listed.matchAll(/^\s+- (\S+) \[/gm)].map(([, name = '']) => name)
const scenarios = names.filter((name) => /^(?:auth\/.*|initialize|tools_call|request-metadata|http-.*)$/.test(name))

let results: string

beforeAll(async () => {
  results = await mkdtemp(join(tmpdir(), 'mcp-auth-conformance-'))
})

afterAll(() => rm(results, { recursive: true, force: true }))

interface Check {
  readonly id: string
  readonly status: string
}

/** Runs one scenario as the suite itself would; its exit status counts warnings and how the client ended. */
async function play(scenario: string): Promise<{ readonly status: number | null; readonly checks: readonly Check[] }> {
  const folder = join(results, scenario.replaceAll('/', '_'))
  const command = `"${process.execPath}" "${client}"`
  const args = ['client', '--command', command, '--scenario', scenario, '--timeout', String(PATIENCE), '-o', folder]
  const child = spawn(process.execPath, [suite, ...args], { stdio: 'ignore', detached: true })
  const status = await new Promise<number | null>((resolve) => {
    const limit = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), PATIENCE + 5000)
    child.once('close', (code) => {
      clearTimeout(limit)
      resolve(code)
    })
  })
  const files = globSync('**/checks.json', { cwd: folder })
  return { status, checks: files.flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Check[]) }
}

test('the suite has the scenarios that are meant here', () => {
  expect(scenarios).toHaveLength(39)
})

describe.concurrent('the official suite finds nothing wrong with mcp-auth, warnings included', () => {
  test.each(scenarios)('%s', async (scenario) => {
    const { status, checks } = await play(scenario)
    const wrong = checks.filter((check) => check.status === 'FAILURE' || check.status === 'WARNING')
    expect(wrong).toEqual([])
    expect(checks.some((check) => check.status === 'SUCCESS')).toBe(true)
    expect(status).toBe(0)
  })
})
