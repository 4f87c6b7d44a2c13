import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type Announcement, newCli, type Running, start } from './support/programs.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'mcp-auth-tls-e2e-'))
const servers: Running[] = []

afterEach(async () => {
  for (const { child, ended } of servers.splice(0)) {
    child.kill()
    await ended
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Secure extends Announcement {
  readonly caFile: string
}

async function secure(...args: string[]): Promise<Secure> {
  const server = start('mcp-auth-test-server', ['--port', '0', '--json', '--approval-mode', 'auto_approve', ...args])
  servers.push(server)
  const [line] = await server.printed('stdout', /^\{.*\}$/m)
  return JSON.parse(line)
}

describe('a server with a certificate of the development authority', () => {
  const development = (...args: string[]) => secure('--tls', 'dev', '--tls-folder', join(folder, 'authority'), ...args)

  test('is logged in to and called by who trusts the file that it names, with a metadata document of its own', async () => {
    const { issuer, resources, caFile } = await development('--loopback-client-metadata', 'true')
    expect(issuer).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const cli = await newCli()
    const document = ['--client-metadata-url', `${issuer}/test/cimd/valid.json`, '--scope', 'mcp:tools:read']
    const login = await cli.run('login', resources.oauth, '--headless', '--ca-file', caFile, ...document)
    expect(login).toMatchObject({ status: 0, stdout: expect.stringContaining(`for ${resources.oauth}`) })
    const call = await cli.run('call', resources.oauth, 'tools/call', '--tool-name', 'whoami', '--ca-file', caFile)
    expect(call.stdout).toContain(`"client_id": "${issuer}/test/cimd/valid.json"`)
    await cli.remove()
  })

  test('is believed by Node, curl and a browser that were told of the authority, and by nobody else', async () => {
    const { issuer, caFile, resources } = await development()
    const ask = `const { status } = await fetch('${issuer.replace('127.0.0.1', 'localhost')}/health'); console.log(status)`
    const asked = await run(process.execPath, ['--input-type=module', '-e', ask], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    })
    expect(asked.stdout).toBe('200\n')
    expect((await run('curl', ['-s', '--cacert', caFile, `${issuer}/health`])).stdout).toContain('ok')
    const cli = await newCli()
    const unknown = await cli.run('discover', resources.oauth)
    expect(unknown.status).toBe(3)
    expect(unknown.stderr).toMatch(/certificate|--ca-file/)
    await cli.remove()
    const browser = await launchBrowser()
    const page = await browser.newPage()
    await expect(page.goto(issuer)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')
    const trusting = await browser.newContext({ ignoreHTTPSErrors: true })
    expect(await (await trusting.newPage()).goto(issuer)).toMatchObject({ _initializer: expect.anything() })
    await browser.close()
  })

  test('has the same authority at its next start, under a name of a closed network too', async () => {
    const first = await development()
    const second = await development('--public-url', 'https://mcp.test')
    expect(second).toMatchObject({ issuer: 'https://mcp.test', caFile: first.caFile })
    const at = ['--resolve', `mcp.test:${second.port}:127.0.0.1`, '--cacert', first.caFile]
    expect(
      (await run('curl', ['-s', ...at, '-H', 'host: mcp.test', `https://mcp.test:${second.port}/health`])).stdout,
    ).toContain('ok')
  })

  test('does not start for a host on the Internet', async () => {
    const { ended } = start('mcp-auth-test-server', [
      '--port',
      '0',
      '--tls',
      'dev',
      '--public-url',
      'https://mcp.example.com',
    ])
    expect(await ended).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/cannot vouch for mcp\.example\.com/),
    })
  })
})

test('a server takes a certificate of its own', async () => {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  const name = ['-subj', '/CN=own', '-addext', 'subjectAltName=IP:127.0.0.1']
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    ...files,
    ...name,
  ])
  const own = await secure('--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem'))
  expect(own).not.toHaveProperty('caFile')
  const cli = await newCli()
  expect(await cli.run('discover', own.resources.oauth, '--ca-file', join(folder, 'cert.pem'))).toMatchObject({
    status: 0,
  })
  await cli.remove()
})
