import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, start, startServer } from './support/programs.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
})

describe('the server as a process', () => {
  test('announces itself in one JSON line', async () => {
    expect(server).toMatchObject({ schemaVersion: 1, version: '0.1.0', pid: expect.any(Number) })
    expect(server.issuer).toBe(`http://127.0.0.1:${server.port}`)
    expect(await (await fetch(server.health)).json()).toEqual({ status: 'ok', version: '0.1.0' })
    expect(await (await fetch(server.metadata.authorizationServer)).json()).toMatchObject({ issuer: server.issuer })
    expect(await (await fetch(server.metadata.protectedResource)).json()).toMatchObject({
      resource: server.resources.oauth,
    })
  })

  test('a taken port: says who has it and what to do, status 1', async () => {
    const { status, stdout, stderr } = await start('mcp-auth-test-server', ['--port', String(server.port)]).ended
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(`port ${server.port} on 127.0.0.1 is already taken by process ${server.pid}`)
    expect(stderr).toContain('--port 0')
  })

  test('what it says of a taken port holds nothing that the other one was told in secret', async () => {
    const other = start('mcp-auth-test-server', ['--bearer-token', 'n0t-for-others', '--port', '0', '--json'])
    const [line] = await other.printed('stdout', /^\{.*\}$/m)
    const { port } = JSON.parse(line) as { port: number }
    const { stderr } = await start('mcp-auth-test-server', ['--port', String(port)]).ended
    expect(stderr).toContain('mcp-auth-test-server.js')
    expect(stderr).not.toContain('n0t-for')
    other.child.kill('SIGTERM')
    await other.ended
  })

  test('two Host headers: 400', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.end(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nHost: evil.example\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
  })

  test.each([
    { args: ['--prot', '1'], says: 'did you mean --port?' },
    { args: ['--port', 'abc'], says: 'port must be a whole number' },
    { args: ['--config', '/nonexistent.json'], says: 'settings file' },
    { args: ['--port', '0', '--faults', 'no-such-fault'], says: 'no-such-fault' },
  ])('told something wrong: $args, status 2', async ({ args, says }) => {
    const { status, stdout, stderr } = await start('mcp-auth-test-server', args).ended
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('reads settings from the environment', async () => {
    const running = start('mcp-auth-test-server', ['--port', '0'], { MCP_AUTH_TEST_SERVER_FAULTS: 'wrong-iss' })
    await running.printed('stdout', /faults armed: wrong-iss/)
    running.child.kill('SIGINT')
    expect((await running.ended).status).toBe(0)
  })

  test('config print says what is in force and why, hides secrets, and starts nothing', async () => {
    const given = ['--code-lifetime', '10', '--bearer-token', 'n0t-for-others']
    const { status, stdout } = await start('mcp-auth-test-server', ['config', 'print', ...given], {
      MCP_AUTH_TEST_SERVER_OBSERVE: 'false',
    }).ended
    expect(status).toBe(0)
    expect(stdout).toMatch(/^codeLifetime +flag +10$/m)
    expect(stdout).toMatch(/^observe +environment +false$/m)
    expect(stdout).toMatch(/^bearerToken +flag +"\[hidden\]"$/m)
    const { stdout: document } = await start('mcp-auth-test-server', ['config', 'print', '--json', ...given]).ended
    expect(JSON.parse(document)).toMatchObject({
      schemaVersion: 1,
      settings: { codeLifetime: { value: 10, source: 'flag' } },
    })
    expect(stdout + document).not.toContain('n0t-for')
    expect(await start('mcp-auth-test-server', ['config', 'print', '--faults', 'nope']).ended).toMatchObject({
      status: 2,
      stdout: '',
    })
  })

  test('config schema prints the schema of a settings file', async () => {
    const { status, stdout } = await start('mcp-auth-test-server', ['config', 'schema']).ended
    expect({ status, schema: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      schema: { properties: { port: { default: 8765 } } },
    })
  })

  test('--help names every setting with its environment variable, --version the version', async () => {
    const { status, stdout } = await start('mcp-auth-test-server', ['--help']).ended
    expect(status).toBe(0)
    for (const word of ['--bearer-token', 'MCP_AUTH_TEST_SERVER_BEARER_TOKEN', '--approval-mode', 'wrong-iss'])
      expect(stdout).toContain(word)
    expect((await start('mcp-auth-test-server', ['--version']).ended).stdout).toBe('0.1.0\n')
  })
})
