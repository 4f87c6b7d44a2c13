import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { runOfficialSuite, suiteCommand, wrong } from '../support/official-suite.ts'

const client = join(import.meta.dirname, 'client.ts')
/** What one scenario may take; a client that hangs would keep the suite waiting for ever. */
const PATIENCE = 20_000

vi.setConfig({ maxConcurrency: 3 })

const listed = execFileSync(process.execPath, [suiteCommand, 'list', '--client'], { encoding: 'utf8' })
const names = [...listed.matchAll(/^\s+- (\S+) \[/gm)].map(([, name = '']) => name)
const scenarios = names.filter((name) => /^(?:auth\/.*|initialize|tools_call|request-metadata|http-.*)$/.test(name))

test('the suite has the scenarios that are meant here', () => {
  expect(scenarios).toHaveLength(39)
})

describe.concurrent('the official suite finds nothing wrong with mcp-auth, warnings included', () => {
  test.each(scenarios)('%s', async (scenario) => {
    const command = `"${process.execPath}" "${client}"`
    const args = ['client', '--command', command, '--scenario', scenario, '--timeout', String(PATIENCE)]
    const run = await runOfficialSuite(args, { limit: PATIENCE + 5000 })
    const checks = [...run.scenarios.values()].flat()
    expect(wrong(checks)).toEqual([])
    expect(checks.some(({ status }) => status === 'SUCCESS')).toBe(true)
    // Its exit status counts how the client ended.
    expect(run.status).toBe(0)
  })
})
