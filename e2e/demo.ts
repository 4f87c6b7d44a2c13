/** `npm run demo`: the two real programs, one login, every step with the section it shows. Leaves nothing running. */

import { decide } from './support/consent.ts'
import { authorizationUrl, type Cli, type Ended, newCli, type RunningServer, startServer } from './support/programs.ts'

interface Step {
  readonly title: string
  readonly shows: string
  run(cli: Cli, server: RunningServer): Promise<Ended>
}

const steps: readonly Step[] = [
  {
    title: 'discover',
    shows: 'RFC 9728 §5.1 challenge, §3.1 resource metadata; RFC 8414 §3 authorization server metadata',
    run: (cli, { resources }) => cli.run('discover', resources.oauth),
  },
  {
    title: 'login',
    shows: 'RFC 7591 §3 registration; RFC 7636 PKCE; RFC 8707 resource; RFC 9207 iss; RFC 8252 §7.3 loopback redirect',
    run: login,
  },
  {
    title: 'call initialize',
    shows: 'MCP 2025-11-25, Lifecycle',
    run: (cli, { resources }) => cli.run('call', resources.oauth, 'initialize'),
  },
  {
    title: 'call tools/list',
    shows: 'MCP authorization, Token Requirements; RFC 6750 §2.1',
    run: (cli, { resources }) => cli.run('call', resources.oauth, 'tools/list'),
  },
  {
    title: 'call tools/call ping',
    shows: 'MCP 2026-07-28, stateless requests',
    run: (cli, { resources }) => cli.run('call', resources.oauth, 'tools/call', '--tool-name', 'ping'),
  },
  {
    title: 'call tools/call whoami',
    shows: 'RFC 8707 §2.2 audience: whom the token speaks for, and where',
    run: (cli, { resources }) => cli.run('call', resources.oauth, 'tools/call', '--tool-name', 'whoami'),
  },
  {
    title: 'logout',
    shows: 'the saved login is forgotten',
    run: (cli, { resources }) => cli.run('logout', resources.oauth),
  },
]

async function login(cli: Cli, { resources }: RunningServer): Promise<Ended> {
  const running = cli.start('login', resources.oauth)
  const url = await authorizationUrl(running)
  console.log('    (the consent page is opened, and Approve pressed, by this script)')
  await decide(url, 'approve')
  return running.ended
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '    ')
}

async function runSteps(cli: Cli, server: RunningServer): Promise<void> {
  for (const [index, { title, shows, run }] of steps.entries()) {
    console.log(`\n${index + 1}. ${title}\n   ${shows}`)
    const { status, stdout, stderr } = await run(cli, server)
    for (const text of [stderr, stdout]) if (text.trim() !== '') console.log(indented(text))
    if (status !== 0) throw new Error(`step ${index + 1}, ${title}, ended with status ${status}`)
  }
}

const [server, cli] = await Promise.all([startServer(), newCli()])
console.log(`mcp-auth-test-server ${server.version} on ${server.issuer} (process ${server.pid})`)
try {
  await runSteps(cli, server)
} finally {
  const { status } = await server.stop()
  await cli.remove()
  console.log(`\nThe server is gone (status ${status}).`)
}
