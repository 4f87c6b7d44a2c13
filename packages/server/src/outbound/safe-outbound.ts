import type { Outbound, OutboundResponse } from '../core/outbound.ts'
import { exchange } from './exchange.ts'
import type { Lookup } from './target.ts'

/** Where an {@link Outbound} gets its facts about the world. */
export interface SafeOutboundOptions {
  /** Answers DNS questions; the machine's resolver by default. */
  readonly lookup?: Lookup
  /** The certificate authorities trusted instead of Node's, in PEM. */
  readonly ca?: string
}

/**
 * Asks others without being led anywhere: https only and no special-use address unless `reach` says so, no redirect, bounded
 * in time and size (CIMD-01 §6.5, §6.6; MCP Security Best Practices, SSRF). Those who ask the same at the same time share one exchange.
 */
export function safeOutbound({ lookup = systemLookup, ca }: SafeOutboundOptions = {}): Outbound {
  const underWay = new Map<string, Promise<OutboundResponse>>()
  return {
    get(url, { limit, timeout, reach }) {
      const key = JSON.stringify([url, limit, timeout, reach])
      const shared = underWay.get(key)
      if (shared !== undefined) return shared
      const started = exchange(url, { limit, timeout, reach, lookup, ca }).finally(() => underWay.delete(key))
      underWay.set(key, started)
      return started
    },
    post: (url, form, { limit, timeout, reach }) => exchange(url, { form, limit, timeout, reach, lookup, ca }),
  }
}

async function systemLookup(hostname: string): ReturnType<Lookup> {
  const { lookup } = await import('node:dns/promises')
  return lookup(hostname, { all: true })
}
