import type { Config } from './core/config.ts'
import { tlsMode } from './tls/mode.ts'

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const
const LOOPBACK_ORIGIN = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::']

/**
 * The origins this server is known by, each an issuer of its own. They come from the configuration; a request's Host only
 * chooses among them. The first one is the canonical one.
 */
export function servedOrigins(
  config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'tls' | 'tlsCert' | 'tlsKey'>,
): readonly string[] {
  const { host, port, publicUrl } = config
  const scheme = tlsMode(config) === 'off' ? 'http' : 'https'
  if (publicUrl !== undefined) return [publicUrl]
  const written = host.includes(':') ? `[${host}]` : host
  const names: readonly string[] = LOOPBACK_NAMES
  if (!names.includes(written) && !EVERY_ADDRESS.includes(host))
    return [new URL(`${scheme}://${written}:${port}`).origin]
  const ordered = [...names].sort((a, b) => Number(b === written) - Number(a === written))
  return ordered.map((name) => new URL(`${scheme}://${name}:${port}`).origin)
}

/** Whether a page of `origin` may call the server at `issuer` (MCP transports, Security Warning: protects against DNS rebinding). */
export function originAllowed(origin: string, issuer: string, allowed: readonly string[]): boolean {
  return origin === issuer || allowed.includes(origin) || (LOOPBACK_ORIGIN.test(issuer) && LOOPBACK_ORIGIN.test(origin))
}
