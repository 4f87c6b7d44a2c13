import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { Job } from './support/action.ts'
import { freePort } from './support/free-port.ts'
import { type Cli, newCli, start, startServer } from './support/programs.ts'

const root = join(import.meta.dirname, '..')
const examples = join(root, 'examples')
const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'mcp-auth-examples-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an example', () => {
  test('logs in with curl alone, and breaks no MUST', async () => {
    const server = await startServer(['--approval-mode', 'auto_approve'])
    const cli = await newCli()
    const { stdout } = await run('bash', [join(examples, 'curl/login.sh'), server.resources.oauth])
    expect(stdout).toContain('"identity": "test-user"')
    expect(await cli.run('report', server.issuer)).toMatchObject({ status: 0 })
    await cli.remove()
    await server.stop()
  })

  test('tests the client of the official SDK with vitest', async () => {
    const { stdout } = await run('vitest', ['run', '--root', join(examples, 'vitest')], {
      env: { ...process.env, PATH },
    })
    expect(stdout).toMatch(/Tests .*1 passed/)
  })

  const withoutPytest =
    process.env['CI'] === undefined && spawnSync('python3', ['-m', 'pytest', '--version']).status !== 0
  test.skipIf(withoutPytest)('tests a client in Python with pytest', async () => {
    const args = ['-B', '-m', 'pytest', '-q', '-p', 'no:cacheprovider']
    const { stdout } = await run('python3', args, { cwd: join(examples, 'pytest') })
    expect(stdout).toContain('1 passed')
  })
})

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] }>>
}

interface WorkflowStep {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, string>>
}

describe('the workflow', () => {
  const jobFolder = mkdtempSync(join(folder, 'job-'))
  const job = new Job(jobFolder)
  const { jobs }: Workflow = parse(readFileSync(join(examples, 'github-actions/workflow.yml'), 'utf8'))
  const steps = jobs['authorization']?.steps ?? []
  const [start, login, report] = [
    steps.find(({ uses }) => uses === 'OWNER/mcp-auth-test-server@v0'),
    steps.find(({ run }) => run !== undefined),
    steps.find(({ uses }) => uses === 'OWNER/mcp-auth-test-server/action/report@v0'),
  ]
  const junit = join(jobFolder, 'report.xml')
  let outputs: Readonly<Record<string, string>>
  let cli: Cli

  beforeAll(async () => {
    cli = await newCli()
    outputs = job.uses(root, { options: `${start?.with?.['options']} --bearer-token "its-own"` }, root)
  })

  afterAll(async () => {
    process.kill(JSON.parse(readFileSync(join(jobFolder, 'mcp-auth-test-server.json'), 'utf8')).pid)
    await cli.remove()
  })

  test('starts a server', async () => {
    expect(Object.keys(outputs)).toEqual(['url', 'issuer', 'oauth', 'bearer-token'])
    expect((await fetch(`${outputs['url']}/health`)).status).toBe(200)
  })

  test('fails where no client was there', () => {
    expect(() => job.uses(join(root, 'action/report'), { junit: '' }, root)).toThrow('Command failed')
  })

  test('lets its client log in, reports it as JUnit and summary, and has the options of the step', async () => {
    const env = { ...process.env, MCP_AUTH_CLI_HOME: cli.home, MCP_URL: outputs['oauth'] }
    await run('bash', ['-e', '-c', login?.run ?? 'false'], { cwd: root, env })
    expect(report?.with?.['junit']).toMatch(/\.xml$/)
    job.uses(join(root, 'action/report'), { junit }, root)
    expect(readFileSync(junit, 'utf8')).toMatch(/<testsuites [^>]*failures="0"/)
    expect(job.summary).toContain('mcp-auth')
    const headers = { authorization: 'Bearer its-own' }
    expect((await fetch(outputs['bearer-token'] ?? '', { method: 'POST', headers })).status).not.toBe(401)
  })

  test('fails for a client that breaks a MUST, and says so in the report', async () => {
    const query = 'response_type=code&client_id=dev-public-client&redirect_uri=http://127.0.0.1:3000/callback'
    await fetch(`${outputs['issuer']}/oauth/authorize?${query}`, { redirect: 'manual' })
    expect(() => job.uses(join(root, 'action/report'), { junit }, root)).toThrow('Command failed')
    expect(readFileSync(junit, 'utf8')).toContain('C-AZ-')
  })
})

interface Compose {
  readonly services: Readonly<Record<string, Service>>
}

interface Service {
  readonly environment?: Readonly<Record<string, string>>
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
}

test('the services of the compose example do what they say, without their containers', async () => {
  const { services }: Compose = parse(readFileSync(join(examples, 'docker-compose/compose.yaml'), 'utf8'))
  const { server, client, report } = services
  const port = await freePort()
  const here = (text: string): string => text.replaceAll('server:8765', `localhost:${port}`)
  const filled = (texts: Service['environment'] = {}) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, here(text)]))
  const running = start(
    'mcp-auth-test-server',
    ['--host', '127.0.0.1', '--port', String(port)],
    filled(server?.environment),
  )
  await running.printed('stdout', /mcp\/oauth/)
  const cli = await newCli()
  for (const service of [client, report]) {
    const args = [...(service?.entrypoint ?? []).slice(1), ...(service?.command ?? [])].map(here)
    const env = { ...filled(service?.environment), MCP_AUTH_CLI_HOME: cli.home }
    expect(await start('mcp-auth', args, env).ended).toMatchObject({ status: 0 })
  }
  running.child.kill()
  await cli.remove()
})
