import type { Context } from './context.ts'

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Whether the host of a URL is this machine by a name that needs no DNS (RFC 8252 §7.3, §8.3). */
export function onLoopback(url: string): boolean {
  return LOOPBACK_HOSTS.includes(new URL(url).hostname)
}

const LOOPBACK_ADDRESSES: readonly string[] = ['127.0.0.1', 'localhost', '::1']

/**
 * Whether what others publish may be fetched from this machine, by http too: only a server that itself runs on loopback may ask
 * there (CIMD-01 §6.5). The address listened on says whether it does: a name can be claimed by whoever asks.
 */
export function loopbackAllowed({ config, issuer }: Pick<Context, 'config' | 'issuer'>): boolean {
  return config.loopbackClientMetadata && LOOPBACK_ADDRESSES.includes(config.host) && onLoopback(issuer)
}
