import type { Env } from '../env.ts'
import { CliError } from '../errors.ts'

/** The operating system's own keychain, by the program that comes with it; a secret goes by standard input, never as an argument. */
export interface Keychain {
  /** The secret saved for an account; `undefined` where there is none. */
  find(account: string): Promise<string | undefined>
  save(account: string, secret: string): Promise<void>
}

const SERVICE = 'mcp-auth'
/** What `security` says of an item that is not there (errSecItemNotFound). */
const NOT_FOUND = 44

/** The keychain of this platform; where there is none, or its program is missing, an error says what would help. */
export function keychainOf(env: Env): Keychain {
  if (env.platform === 'linux') return secretService(env)
  if (env.platform === 'darwin') return appleKeychain(env)
  throw new CliError('failed', `On ${env.platform} there is no keychain that mcp-auth can use.`, {
    hint: '--store file keeps logins in a file that only you can read.',
  })
}

/** `secret-tool` of libsecret: GNOME Keyring, KWallet and others behind the Secret Service. */
function secretService(env: Env): Keychain {
  const run = running(env, 'secret-tool', 'apt-get install libsecret-tools, or libsecret of your distribution')
  const attributes = (account: string): readonly string[] => ['service', SERVICE, 'account', account]
  return {
    async find(account) {
      const { status, stdout, stderr } = await run(['lookup', ...attributes(account)], '')
      if (status === 0 && stdout !== '') return stdout.trim()
      if (stderr.trim() === '') return undefined
      throw refused('secret-tool', stderr)
    },
    async save(account, secret) {
      const { status, stderr } = await run(['store', '--label=mcp-auth logins', ...attributes(account)], secret)
      if (status !== 0) throw refused('secret-tool', stderr)
    },
  }
}

/** `security` of macOS, which reads whole commands from standard input with -i. */
function appleKeychain(env: Env): Keychain {
  const run = running(env, 'security', 'it belongs to macOS, at /usr/bin/security')
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
  return {
    async find(account) {
      const { status, stdout, stderr } = await run(['find-generic-password', '-s', SERVICE, '-a', account, '-w'], '')
      if (status === 0) return stdout.trim()
      if (status === NOT_FOUND) return undefined
      throw refused('security', stderr)
    },
    async save(account, secret) {
      const command = `add-generic-password -U -s ${SERVICE} -a ${quoted(account)} -w ${quoted(secret)}\n`
      const { status, stderr } = await run(['-i'], command)
      if (status !== 0 || stderr.trim() !== '') throw refused('security', stderr)
    },
  }
}

function running(env: Env, program: string, install: string) {
  return async (parameters: readonly string[], input: string) => {
    try {
      return await env.program(program, parameters, input)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
      if (code !== 'ENOENT') throw refused(program, code)
      const hint = `Install it (${install}), or --store file keeps logins in a file that only you can read.`
      throw new CliError('failed', `--store keychain needs the program ${program}, which is not there.`, { hint })
    }
  }
}

function refused(program: string, why: string): CliError {
  const line = why.trim().split('\n', 1).join('')
  return new CliError(
    'failed',
    `${program} does not give or take the key of the saved logins: ${line || 'no reason'}.`,
    {
      hint: 'Is the keychain unlocked, and is there a session for it? --store file needs none.',
    },
  )
}
