import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, getCACertificates } from 'node:tls'
import { type Config, ConfigError } from '../core/config.ts'
import type { Ids } from '../core/ids.ts'
import type { Credentials } from './certificate.ts'
import { isPermitted } from './permitted.ts'

/** What the server shows who connects, and what others need to believe it. */
export interface TlsCredentials extends Credentials {
  /** The file of the development authority. */
  readonly caFile?: string
  /** The authorities that the server itself trusts when it asks others, in PEM. */
  readonly trusted?: string
}

/** What certificates are made of besides the settings. */
export interface Surroundings {
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  readonly ids: Ids
  /** Where the development authority is kept unless the settings name a folder. */
  readonly folder: string
  /** Who it belongs to, in words. */
  readonly owner: string
}

/** The certificate of the files that the settings name. Throws {@link ConfigError} for what is no certificate, no key, or not of one pair. */
export function givenCredentials({ tlsCert = '', tlsKey = '' }: Pick<Config, 'tlsCert' | 'tlsKey'>): TlsCredentials {
  const cert = read('tlsCert', tlsCert)
  const key = read('tlsKey', tlsKey)
  try {
    new X509Certificate(cert)
  } catch {
    throw new ConfigError(`tlsCert must be a certificate in PEM, which ${tlsCert} is not`)
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError(
      /mismatch/i.test(reason)
        ? `tlsKey must be the key of tlsCert, which ${tlsKey} is not`
        : `tlsKey must be a private key in PEM without a passphrase, which ${tlsKey} is not`,
    )
  }
  return { cert, key }
}

/** A new certificate for `hosts`, of the development authority. Throws {@link ConfigError} for a host that this must not vouch for. */
export async function devCredentials(
  hosts: readonly string[],
  { tlsFolder }: Pick<Config, 'tlsFolder'>,
  { now, ids, folder, owner }: Surroundings,
): Promise<TlsCredentials> {
  for (const host of hosts) {
    if (isPermitted(host)) continue
    throw new ConfigError(
      `tls dev cannot vouch for ${host}: only for loopback, private addresses and names under localhost, test, example, local, internal and home.arpa; tlsCert and tlsKey take a certificate of your own`,
    )
  }
  const [{ keptAuthority, HEXADECIMAL }, { makeLeaf }] = await Promise.all([
    import('./authority.ts'),
    import('./certificate.ts'),
  ])
  const { file, ...authority } = await keptAuthority(tlsFolder ?? folder, owner, now, ids)
  const leaf = await makeLeaf(authority, hosts, { now, serial: ids.word(HEXADECIMAL, 32) })
  return { ...leaf, caFile: file, trusted: [...getCACertificates(), authority.cert].join('\n') }
}

function read(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`${setting} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
