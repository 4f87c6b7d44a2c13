import { afterEach, expect, test } from 'vitest'
import { json, type LoopbackServer, serve } from './support/http-server.ts'
import { useWorlds } from './support/setup.ts'

const { terminal } = useWorlds()
const open: LoopbackServer[] = []

afterEach(() => Promise.all(open.splice(0).map((server) => server.close())))

/** Where a test server would be that has seen one client, with findings of these outcomes. */
async function reporting(...outcomes: readonly string[]): Promise<string> {
  const findings = outcomes.map((outcome) => ({
    code: 'C-AZ-08',
    requirement: 'client-sends-resource-in-authorization',
    outcome,
    note: 'It asked for authorization without resource.',
    url: 'https://spec.example/#resource',
    clause: 'MCP §Resource',
    official: [],
  }))
  const flow = {
    id: 'flow_1',
    client: { title: 'some client' },
    revision: null,
    exchanges: outcomes.length,
    outcomes: {},
    findings,
  }
  const server = await serve(() => json(200, { schemaVersion: 1, flows: [flow] }))
  open.push(server)
  return server.origin
}

test.each([
  { outcomes: ['fail'], summary: '1 flow, 1 unexpected failure', error: 'Error: 1 check failed.', seen: '1 exchange)' },
  {
    outcomes: ['fail', 'fail'],
    summary: '1 flow, 2 unexpected failures',
    error: 'Error: 2 checks failed.',
    seen: '2 exchanges)',
  },
  { outcomes: ['warn'], summary: '1 flow, 0 unexpected failures', error: 'Error: 1 warning.', seen: '1 exchange)' },
  { outcomes: ['warn', 'warn'], summary: '', error: 'Error: 2 warnings.', seen: '2 exchanges)' },
])('one is one and two are two: $error', async ({ outcomes, summary, error, seen }) => {
  const { status, stdout, stderr } = await terminal().run('report', await reporting(...outcomes), '--strict')
  expect(status).toBe(1)
  expect(stdout).toContain(seen)
  expect(stdout.trimEnd().endsWith(summary)).toBe(true)
  expect(stderr).toContain(`${error}\n`)
})

test.each(['fail', 'warn'])('a %s says the clause, the usual cause and what to try', async (outcome) => {
  const { stdout } = await terminal().run('report', await reporting(outcome))
  expect(stdout).toContain('MCP §Resource https://spec.example/#resource')
  expect(stdout).toContain('usual cause: The OAuth library has no field for resource')
  expect(stdout).toContain('try next: Add resource, with the value')
})
