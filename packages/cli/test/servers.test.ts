import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Env } from '../src/env.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'

const { terminal, world } = useWorlds()

/** A project and a home directory with these files in them. */
async function machine(files: Readonly<Record<string, string>>): Promise<Partial<Env> & { readonly root: string }> {
  const root = join(terminal().home, '..')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  const [homeDirectory, workingDirectory] = [join(root, 'home'), join(root, 'project')]
  const variables = { MCP_AUTH_CLI_HOME: terminal().home, HOST: '127.0.0.1' }
  return { root, homeDirectory, workingDirectory, variables }
}

const claude = (url: string) =>
  JSON.stringify({ mcpServers: { remote: { type: 'http', url }, local: { command: 'x' } } })

describe('the name of a server in a configuration', () => {
  test.each([
    ['.mcp.json', 'project/.mcp.json', claude],
    ['Cursor, of the project', 'project/.cursor/mcp.json', claude],
    ['Cursor, of the user', 'home/.cursor/mcp.json', claude],
    [
      'VS Code, with comments',
      'project/.vscode/mcp.json',
      (url: string) => `{ // "servers"\n "servers": {"remote": {"url": "${url}", /* , */ }, }, }`,
    ],
    ['Claude Code', 'home/.claude.json', claude],
    ['Claude Desktop', 'home/.config/Claude/claude_desktop_config.json', claude],
  ])('%s', async (_what, path, content) => {
    const { url } = await world()
    const env = await machine({ [path]: content(url) })
    expect(await terminal().runWith(env, 'login', 'remote')).toMatchObject({ status: 0 })
    expect(await terminal().runWith(env, 'call', 'remote', 'tools/list')).toMatchObject({ status: 0 })
    expect(await terminal().run('status', url)).toMatchObject({ status: 0 })
  })

  test('Claude Code, of the project alone', async () => {
    const { url } = await world()
    const at = join(terminal().home, '..', 'project')
    const projects = { [at]: { mcpServers: { remote: { url } } }, '/elsewhere': { mcpServers: { other: { url } } } }
    const env = await machine({ 'home/.claude.json': JSON.stringify({ projects }) })
    expect(await terminal().runWith(env, 'discover', 'remote')).toMatchObject({ status: 0 })
    expect(await terminal().runWith(env, 'discover', 'other')).toMatchObject({ status: 2 })
  })

  test('--config names the file, and its variables are filled in', async () => {
    const { url } = await world()
    const varied = url.replace('127.0.0.1', `\${HOST}`).replace('/mcp', `/\${env:NONE:-mcp}`)
    const env = await machine({ 'some.json': claude(varied.replace('env:NONE', 'NONE')) })
    const config = ['--config', join(env.root, 'some.json')]
    expect(await terminal().runWith(env, 'login', 'remote', ...config)).toMatchObject({ status: 0 })
    expect(await terminal().run('status', url)).toMatchObject({ status: 0 })
  })

  test.each([
    ['unknown', 'romote', { 'project/.mcp.json': claude('http://127.0.0.1:1/') }, /did you mean remote\?/],
    ['a program', 'local', { 'project/.mcp.json': claude('http://127.0.0.1:1/') }, /is a program on stdio/],
    [
      'two servers',
      'remote',
      { 'project/.mcp.json': claude('http://127.0.0.1:1/'), 'home/.claude.json': claude('http://127.0.0.1:2/') },
      /say which with --config FILE/,
    ],
    [
      'a variable of a project’s file',
      'remote',
      { 'project/.mcp.json': claude(`http://\${HOST}:1/`) },
      /--config .* lets it/,
    ],
    ['a variable that is not set', 'remote', { 'home/.claude.json': claude(`http://h/\${NONE}`) }, /needs \$\{NONE\}/],
    [
      'a variable of the editor',
      'remote',
      { 'home/.claude.json': claude(`http://h/\${input:x}`) },
      /needs \$\{input:x\}/,
    ],
    [
      'a URL that is none',
      'remote',
      { 'home/.claude.json': claude('file:///etc/passwd') },
      /is not an http or https URL/,
    ],
  ])('%s is 2', async (_what, name, files, says) => {
    const done = await terminal().runWith(await machine(files), 'login', name)
    expectOneLine(done)
    expect(done).toMatchObject({ status: 2, stderr: expect.stringMatching(says) })
  })

  test.each([['servers'], ['discover']])('%s lists them, without secrets', async (command) => {
    const env = await machine({
      'project/.mcp.json': claude('https://a.example/mcp?access_token=hidden'),
      'project/.vscode/mcp.json': 'nonsense',
    })
    const { status, stdout } = await terminal().runWith(env, command, '--json')
    const document = JSON.parse(stdout)
    expect({ status, document }).toMatchObject({ status: 0, document: { schemaVersion: 1, ok: true } })
    expect(document.result.servers).toMatchObject([
      { name: 'remote', transport: 'http', url: 'https://a.example/mcp?access_token=[redacted]' },
      { name: 'local', transport: 'stdio' },
    ])
    expect(document.notices).toEqual([expect.stringMatching(/^Left out .*mcp\.json: it is not JSON\.$/)])
  })
})
