import { afterEach, describe, expect, test } from 'vitest'
import { decide } from './support/consent.ts'
import { freePort } from './support/free-port.ts'
import { authorizationUrl, type Cli, type Ended, newCli, startServer } from './support/programs.ts'

let clean: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const step of clean.splice(0)) await step()
  clean = []
})

async function startCli(): Promise<Cli> {
  const cli = await newCli()
  clean.push(cli.remove)
  return cli
}

/** A login at a server with these options, decided in the browser. */
async function login(cli: Cli, options: readonly string[], decision: 'approve' | 'deny' = 'approve'): Promise<Ended> {
  const server = await startServer(options)
  clean.push(server.stop)
  const running = cli.start('login', server.resources.oauth)
  await decide(await authorizationUrl(running), decision)
  return running.ended
}

/** One line that says what went wrong, the right status, nothing on stdout, nothing saved, no stack trace. */
async function expectOneClearLine(ended: Ended, cli: Cli, expected: { status: number; says: RegExp }): Promise<void> {
  expect(ended.status).toBe(expected.status)
  expect(ended.stdout).toBe('')
  const complaints = ended.stderr.split('\n').filter((line) => /^(mcp-auth: |error: )/i.test(line))
  expect(complaints).toHaveLength(1)
  expect(complaints[0]).toMatch(expected.says)
  expect(ended.stderr).not.toMatch(/^\s+at .+:\d+/m)
  const { stdout } = await cli.run('profile', 'list', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ result: [] })
}

describe('a login that fails says so in one line and saves nothing', () => {
  test('another state', async () => {
    const cli = await startCli()
    await expectOneClearLine(await login(cli, ['--faults', 'wrong-state']), cli, { status: 4, says: /state/ })
  })

  test('another issuer', async () => {
    const cli = await startCli()
    await expectOneClearLine(await login(cli, ['--faults', 'wrong-iss']), cli, { status: 4, says: /iss/ })
  })

  test('the promised issuer missing', async () => {
    const cli = await startCli()
    await expectOneClearLine(await login(cli, ['--faults', 'missing-iss']), cli, { status: 4, says: /iss/ })
  })

  test('consent denied', async () => {
    const cli = await startCli()
    await expectOneClearLine(await login(cli, [], 'deny'), cli, { status: 4, says: /denied/ })
  })

  test('HTML where a token should be', async () => {
    const cli = await startCli()
    await expectOneClearLine(await login(cli, ['--faults', 'html-token-response']), cli, {
      status: 1,
      says: /JSON|text\/html/,
    })
  })

  test('nothing listens', async () => {
    const cli = await startCli()
    const port = await freePort()
    const ended = await cli.run('login', `http://127.0.0.1:${port}/mcp`)
    await expectOneClearLine(ended, cli, { status: 3, says: new RegExp(`127\\.0\\.0\\.1:${port}`) })
  })
})
