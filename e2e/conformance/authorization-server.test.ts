import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decide } from '../support/consent.ts'
import { freePort } from '../support/free-port.ts'
import { type RunningServer, startServer } from '../support/programs.ts'

const suite = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')

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

interface Check {
  readonly id: string
  readonly status: string
  readonly errorMessage?: string
}

/** Runs the suite's authorization-server scenarios, playing the user when it asks for one. */
async function runSuite(issuer: string): Promise<readonly Check[]> {
  const command = [
    'authorization',
    '--url',
    issuer,
    '--client-id',
    'dev-public-client',
    '-p',
    String(await freePort()),
    '-o',
    results,
  ]
  const child = spawn(process.execPath, [join(suite, '../dist/index.js'), ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  let driven: Promise<unknown> | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    const url = /^(http\S+response_type=code\S*)$/m.exec(printed)?.[1]
    if (url !== undefined) driven ??= decide(url, 'approve')
  })
  await new Promise((resolve) => child.once('close', resolve))
  await driven
  return globSync('**/checks.json', { cwd: results }).flatMap(
    (file) => JSON.parse(readFileSync(join(results, file), 'utf8')) as Check[],
  )
}

test('the official suite finds nothing wrong with the authorization server, warnings included', async () => {
  const checks = await runSuite(server.issuer)
  expect(
    checks
      .filter(({ status }) => status !== 'INFO')
      .map(({ id, status }) => `${id} ${status}`)
      .sort(),
  ).toEqual([
    'authorization-code-grant SUCCESS',
    'authorization-server-metadata SUCCESS',
    'authorization-server-metadata-cimd SUCCESS',
  ])
})
