import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../packages/cli/src/commands/command.ts'
import * as registry from '../packages/cli/src/commands/registry.ts'
import { type Cli, newCli, type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let cli: Cli
let profile = ''

beforeAll(async () => {
  server = await startServer(['--approval-mode', 'auto_approve'])
  cli = await newCli()
  const { stdout } = await cli.run('login', server.resources.oauth, '--headless', '--json')
  profile = JSON.parse(stdout).result.profile
  await writeFile(join(cli.home, 'mcp.json'), JSON.stringify({ mcpServers: { here: { url: server.resources.oauth } } }))
})

afterAll(async () => {
  await server.stop()
  await cli.remove()
})

/** Every command that does something, by the words that call it. */
function paths(commands: readonly Command[], before: readonly string[] = []): readonly string[] {
  return commands.flatMap(({ name, run, commands: inner = [] }) => [
    ...(run === undefined ? [] : [[...before, name].join(' ')]),
    ...paths(inner, [...before, name]),
  ])
}

const NOWHERE = 'http://127.0.0.1:1/mcp'

interface Row {
  /** The operands and options with which it works; undefined: standard output is its own. */
  readonly right: (() => readonly string[]) | undefined
  /** Those with which it fails, and how. */
  readonly wrong: () => readonly string[]
  readonly status: number
}

const oauth = (): string => server.resources.oauth
const other = (): string => server.resources['bearer-token']

const rows: Readonly<Record<string, Row>> = {
  call: { right: () => [oauth(), 'tools/list'], wrong: () => [other(), 'tools/list'], status: 4 },
  completion: { right: () => ['bash'], wrong: () => ['csh'], status: 2 },
  discover: { right: () => [oauth()], wrong: () => [NOWHERE], status: 3 },
  doctor: { right: () => [oauth()], wrong: () => ['no such name'], status: 2 },
  explain: { right: () => ['C-AZ-03'], wrong: () => ['C-AZ-99'], status: 2 },
  login: { right: () => [oauth(), '--headless'], wrong: () => [oauth(), '--auth-mode', 'magic'], status: 2 },
  'profile list': { right: () => [], wrong: () => ['too', 'many'], status: 2 },
  'profile show': { right: () => [profile], wrong: () => ['nobody'], status: 1 },
  'profile use': { right: () => [profile], wrong: () => ['nobody'], status: 1 },
  'profile export': { right: () => [profile], wrong: () => ['nobody'], status: 1 },
  'profile import': { right: undefined, wrong: () => ['/no/such/file'], status: 2 },
  'profile delete': { right: undefined, wrong: () => ['nobody'], status: 1 },
  proxy: { right: undefined, wrong: () => ['no such name'], status: 2 },
  report: { right: () => [server.issuer], wrong: () => [NOWHERE], status: 3 },
  servers: {
    right: () => ['--config', join(cli.home, 'mcp.json')],
    wrong: () => ['--config', '/no/such/file'],
    status: 2,
  },
  status: { right: () => [], wrong: () => [other()], status: 4 },
  token: { right: () => [oauth()], wrong: () => [other()], status: 4 },
  tools: { right: () => [oauth()], wrong: () => [other()], status: 4 },
  watch: { right: undefined, wrong: () => [NOWHERE], status: 3 },
  logout: { right: () => [oauth()], wrong: () => [other(), '--no-such-option'], status: 2 },
}

describe('--json', () => {
  test('is shown here for every command', () => {
    expect(Object.keys(rows).sort()).toEqual([...paths(Object.values(registry))].sort())
  })

  test.each(Object.entries(rows).filter(([, { right }]) => right !== undefined))(
    '%s prints one document',
    async (name, { right }) => {
      const { status, stdout } = await cli.run(...name.split(' '), ...(right?.() ?? []), '--json')
      expect(status).toBe(0)
      expect(stdout.trimEnd().split('\n')).toHaveLength(1)
      expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, ok: true, command: name, result: expect.anything() })
    },
  )

  test.each(Object.entries(rows))(
    '%s fails with one line on stderr, and nothing on stdout',
    async (name, { wrong, status }) => {
      const ended = await cli.run(...name.split(' '), ...wrong(), '--json')
      expect([ended.status, ended.stdout]).toEqual([status, ''])
      const lines = ended.stderr.trimEnd().split('\n')
      expect(lines).toHaveLength(1)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ schemaVersion: 1, ok: false, message: expect.any(String) })
    },
  )
})
