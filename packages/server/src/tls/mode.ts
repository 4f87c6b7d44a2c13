import { type Config, ConfigError } from '../core/config.ts'

/** How the server is reached: plain, with a certificate of the development authority, or with one that was given. */
export type TlsMode = 'off' | 'dev' | 'files'

/** The mode that the settings ask for. Throws {@link ConfigError} where they contradict each other. */
export function tlsMode({
  tls,
  tlsCert,
  tlsKey,
  publicUrl,
}: Pick<Config, 'tls' | 'tlsCert' | 'tlsKey' | 'publicUrl'>): TlsMode {
  if (tlsCert !== undefined && tlsKey === undefined)
    throw new ConfigError('tlsKey is missing: tlsCert needs its private key')
  if (tlsKey !== undefined && tlsCert === undefined)
    throw new ConfigError('tlsCert is missing: tlsKey is the key of a certificate')
  if (tls === 'dev' && tlsCert !== undefined)
    throw new ConfigError('tls dev makes its own certificate: leave out tlsCert and tlsKey, or tls')
  const mode = tlsCert !== undefined ? 'files' : tls
  if (mode !== 'off' && publicUrl?.startsWith('http:') === true) {
    throw new ConfigError(`publicUrl must be https where the server speaks TLS, not ${JSON.stringify(publicUrl)}`)
  }
  return mode
}
