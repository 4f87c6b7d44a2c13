import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BearerProxy, bearerProxy } from '../support/bearer-proxy.ts'
import { clientToken } from '../support/client-token.ts'
import { type Check, runOfficialSuite, suiteFolder } from '../support/official-suite.ts'
import { type RunningServer, startServer } from '../support/programs.ts'

/** How long one run of a requirement set may take, in milliseconds. */
const LIMIT = 120_000

let server: RunningServer
let proxy: BearerProxy

beforeAll(async () => {
  server = await startServer(['--surfaces', 'oauth,everything'])
  const resource = `${server.issuer}/mcp/everything`
  // The suite has no way to send a token.
  proxy = await bearerProxy(resource, await clientToken(server, resource))
})

afterAll(async () => {
  await proxy.close()
  await server.stop()
})

/** Runs a requirement set, and gives the checks of each of its scored scenarios. */
async function runSuite(revision: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const args = ['server', '--url', proxy.url, '--requirements', revision, '--timeout', '20000']
  const { scenarios } = await runOfficialSuite(args, { limit: LIMIT })
  // The suite adds the time to the name of a scenario.
  const named = (folder: string) => folder.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '')
  return new Map([...scenarios].map(([folder, checks]) => [named(folder), checks]))
}

/** What a requirement set scores for servers. */
function scored(revision: string): readonly string[] {
  const text = readFileSync(join(suiteFolder, `requirements/${revision}.yaml`), 'utf8')
  const [, list = ''] = /^server:\n((?: {2}- \S+\n)+)/m.exec(text) ?? []
  return [...list.matchAll(/- (\S+)/g)].map(([, name = '']) => name)
}

test.each([
  { revision: '2025-11-25', scenarios: 30 },
  { revision: '2026-07-28', scenarios: 37 },
])(
  'the official suite finds nothing wrong behind a token at $revision, warnings included',
  async ({ revision, scenarios }) => {
    const wanted = scored(revision)
    expect(wanted).toHaveLength(scenarios)
    const ran = await runSuite(revision)
    for (const scenario of wanted) {
      const checks = (ran.get(scenario) ?? []).filter(({ status }) => status !== 'INFO')
      expect(checks, `${scenario} ran`).not.toHaveLength(0)
      expect(
        checks.filter(({ status }) => status !== 'SUCCESS'),
        scenario,
      ).toEqual([])
    }
  },
  LIMIT + 10_000,
)
