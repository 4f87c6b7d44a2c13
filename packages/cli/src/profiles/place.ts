import { join } from 'node:path'
import type { Env } from '../env.ts'
import { usageError } from '../errors.ts'

const { existsSync } = process.getBuiltinModule('node:fs')

/** Where logins are kept: a file, or a file sealed by a key in the keychain. */
export interface Place {
  readonly path: string
  readonly sealed: boolean
}

/**
 * The place that `--store` or MCP_AUTH_CLI_STORE names; unnamed, the one where logins are, and a file where there
 * are none. Never another than the one named.
 */
export function placeIn(directory: string, { variables }: Env): Place {
  const plain = { path: join(directory, 'profiles.json'), sealed: false }
  const sealed = { path: join(directory, 'profiles.sealed.json'), sealed: true }
  const wanted = variables['MCP_AUTH_CLI_STORE'] ?? ''
  if (wanted === 'keychain') return sealed
  if (wanted === 'file') return plain
  if (wanted !== '') throw usageError(`Unknown store ${JSON.stringify(wanted)}.`, 'one of file, keychain')
  return existsSync(sealed.path) && !existsSync(plain.path) ? sealed : plain
}
