import type { Context } from './context.ts'

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Whether the host of a URL is this machine by a name that needs no DNS (RFC 8252 §7.3, §8.3). */
export function onLoopback(url: string): boolean {
  return LOOPBACK_HOSTS.includes(new URL(url).hostname)
}

const LOOPBACK_ADDRESSES: readonly string[] = ['127.0.0.1', 'localhost', '::1']

/**
 * Whether the server is reached by this machine alone. The address listened on says whether it is: a name can be claimed by whoever
 * asks.
 */
export function servesLoopbackOnly({ config, issuer }: Pick<Context, 'config' | 'issuer'>): boolean {
  return LOOPBACK_ADDRESSES.includes(config.host) && onLoopback(issuer)
}

/**
 * Whether what others publish may be fetched from this machine, by http too: only a server that itself runs on loopback may ask
 * there (CIMD-01 §6.5).
 */
export function loopbackAllowed(ctx: Pick<Context, 'config' | 'issuer'>): boolean {
  return ctx.config.loopbackClientMetadata && servesLoopbackOnly(ctx)
}
