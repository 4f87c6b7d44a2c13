import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearerProxy } from '../support/bearer-proxy.ts'
import { clientToken } from '../support/client-token.ts'
import { runOfficialSuite, wrong } from '../support/official-suite.ts'
import { type RunningServer, startServer } from '../support/programs.ts'

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

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server.stop()
})

/** A token that may have everything done. */
const adminToken = () =>
  clientToken(
    server,
    server.resources.oauth,
    'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write mcp:tools:admin',
  )

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
  const args = ['server', '--url', url, '--scenario', scenario, '--spec-version', wire, '--force']
  const { scenarios } = await runOfficialSuite(args, { limit: LIMIT_MS })
  const checks = [...scenarios.values()].flat()
  const judged = checks.filter(({ details }) => details?.untestable !== true)
  if (!judged.some(({ status }) => status === 'SUCCESS')) return [`${scenario} at ${wire}: nothing was found right`]
  return wrong(judged).map((found) => `${scenario} at ${wire}: ${found}`)
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
