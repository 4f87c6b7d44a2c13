import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Env } from '../src/env.ts'
import { nodeProgram } from '../src/node/program.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'

const { terminal, world } = useWorlds()

/** A `secret-tool` that keeps what it reads in a file beside it, and how it was called. */
const FAKE = `#!/bin/sh
here=$(dirname "$0")
echo "$@" >> "$here/calls"
case "$1" in
  store) cat > "$here/secret" ;;
  lookup) [ -f "$here/secret" ] || exit 1; cat "$here/secret" ;;
esac
`

/** A machine whose keychain is this program, or that has none. */
async function machine(script: string | undefined): Promise<{ bin: string; env: Partial<Env> }> {
  const bin = join(terminal().home, '..', 'bin')
  await mkdir(bin, { recursive: true })
  if (script !== undefined) {
    await writeFile(join(bin, 'secret-tool'), script)
    await chmod(join(bin, 'secret-tool'), 0o755)
  }
  return { bin, env: { program: (name, ...rest) => nodeProgram(join(bin, name), ...rest) } }
}

describe('--store keychain', () => {
  test('seals what is saved by a key that is in the keychain alone', async () => {
    const { url, server } = await world()
    const { bin, env } = await machine(FAKE)
    expect(await terminal().runWith(env, 'login', url, '--store', 'keychain')).toMatchObject({ status: 0 })
    const path = join(terminal().home, 'profiles.sealed.json')
    const sealed = await readFile(path, 'utf8')
    for (const secret of [...server.accessTokens, ...server.refreshTokens.keys(), url]) {
      expect(sealed).not.toContain(secret)
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const key = (await readFile(join(bin, 'secret'), 'utf8')).trim()
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    expect(await readFile(join(bin, 'calls'), 'utf8')).not.toContain(key)
    expect(sealed).not.toContain(key)
    // Where the logins are is where they are looked for, without the option.
    expect(await terminal().runWith(env, 'call', url, 'tools/list')).toMatchObject({ status: 0 })
    expect(await terminal().runWith(env, 'status', '--store', 'file')).toMatchObject({ stdout: 'No saved logins.\n' })
  })

  test.each([
    ['no program', undefined, {}, /needs the program secret-tool.*\n.*libsecret-tools/],
    ['a keychain that is locked', '#!/bin/sh\necho "Cannot autolaunch D-Bus" >&2; exit 1\n', {}, /Cannot autolaunch/],
    ['no keychain at all', undefined, { platform: 'win32' }, /On win32 there is no keychain/],
  ])('%s: an error, and nothing is saved anywhere', async (_what, script, more, says) => {
    const { url, requests } = await world()
    const { env } = await machine(script)
    const done = await terminal().runWith({ ...env, ...more }, 'login', url, '--store', 'keychain')
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(requests).toEqual([])
    await expect(stat(join(terminal().home, 'profiles.json'))).rejects.toThrow('ENOENT')
    await expect(stat(join(terminal().home, 'profiles.sealed.json'))).rejects.toThrow('ENOENT')
  })

  test.each([
    ['the key is gone', async (bin: string) => writeFile(join(bin, 'secret'), ''), /key is not in the keychain/],
    [
      'the key is another',
      async (bin: string) => writeFile(join(bin, 'secret'), Buffer.alloc(32).toString('base64')),
      /another key/,
    ],
  ])('%s: an error, and the file stays as it is', async (_what, change, says) => {
    const { url } = await world()
    const { bin, env } = await machine(FAKE)
    await terminal().runWith(env, 'login', url, '--store', 'keychain')
    const path = join(terminal().home, 'profiles.sealed.json')
    const before = await readFile(path, 'utf8')
    await change(bin)
    const done = await terminal().runWith(env, 'login', url)
    expectOneLine(done)
    expect(done).toMatchObject({ status: 1, stderr: expect.stringMatching(says) })
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  test('macOS gets the key on standard input', async () => {
    const { url } = await world()
    const calls: { parameters: readonly string[]; input: string }[] = []
    let key = ''
    const program: Env['program'] = async (name, parameters, input) => {
      expect(name).toBe('security')
      calls.push({ parameters, input })
      key = /-w "([^"]+)"/.exec(input)?.[1] ?? key
      const missing = parameters[0] === 'find-generic-password' && key === ''
      return { status: missing ? 44 : 0, stdout: parameters[0] === '-i' ? '' : `${key}\n`, stderr: '' }
    }
    const env: Partial<Env> = { program, platform: 'darwin' }
    expect(await terminal().runWith(env, 'login', url, '--store', 'keychain')).toMatchObject({ status: 0 })
    expect(await terminal().runWith(env, 'call', url, 'tools/list')).toMatchObject({ status: 0 })
    expect(key).toHaveLength(44)
    expect(calls.flatMap(({ parameters }) => parameters).join(' ')).not.toContain(key)
  })

  test('another name is 2', async () => {
    const done = await terminal().run('status', '--store', 'cupboard')
    expectOneLine(done)
    expect(done.status).toBe(2)
  })
})
