import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../core/config.ts'
import type { Ids } from '../core/ids.ts'
import { type Credentials, endOf, makeAuthority } from './certificate.ts'

/** An authority that is less long good than this is replaced, in ms. */
const MARGIN = 30 * 86_400_000

/** What serial numbers are drawn from. */
export const HEXADECIMAL = '0123456789abcdef'

/** The development authority, and the file that clients are given to trust it. */
export interface Authority extends Credentials {
  readonly file: string
}

/**
 * The authority kept in `folder`, made where there is none yet or it ends soon. Nobody else can read its key.
 * Throws {@link ConfigError} where the folder cannot be used.
 */
export async function keptAuthority(folder: string, owner: string, now: number, ids: Ids): Promise<Authority> {
  const file = join(folder, 'ca.pem')
  const keyFile = join(folder, 'ca-key.pem')
  try {
    if (existsSync(file) && existsSync(keyFile)) {
      const kept = { cert: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') }
      if (endOf(kept) - now > MARGIN) return { ...kept, file }
    }
    const made = await makeAuthority({ now, serial: ids.word(HEXADECIMAL, 32) }, owner)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    write(keyFile, made.key, 0o600)
    write(file, made.cert, 0o644)
    return { ...made, file }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError(
      `tls dev cannot keep its certificate authority in ${folder}: ${reason}; tlsFolder names another folder`,
    )
  }
}

/** Whole or not at all, whoever starts at the same time. */
function write(file: string, text: string, mode: number): void {
  const temporary = `${file}.new`
  writeFileSync(temporary, text, { mode })
  chmodSync(temporary, mode)
  renameSync(temporary, file)
}
