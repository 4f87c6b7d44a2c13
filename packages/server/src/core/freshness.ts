const DEFAULT_SECONDS = 300

/** The longest that any answer may stand for a new one. */
export const LONGEST_SECONDS = 86_400

/**
 * For how many seconds an answer may stand for a new one, by its cache headers (RFC 9111 §4.2.1, §4.2.3); 0 when it may not
 * be kept. An answer that says nothing is fresh for five minutes, and none for longer than a day: CIMD-00 §4.4 lets the
 * authorization server set such bounds.
 */
export function freshness(headers: Headers, now: number): number {
  const directives = cacheControl(headers.get('cache-control') ?? '')
  if (directives.has('no-store') || directives.has('no-cache')) return 0
  if ((headers.get('vary') ?? '').split(',').some((name) => name.trim() === '*')) return 0
  const lifetime = maxAge(directives) ?? untilExpires(headers, now) ?? DEFAULT_SECONDS
  const age = seconds(headers.get('age') ?? '') ?? 0
  return Math.min(Math.max(lifetime - age, 0), LONGEST_SECONDS)
}

/** The first of a repeated directive counts (RFC 9111 §4.2.1). */
function cacheControl(header: string): ReadonlyMap<string, string> {
  const directives = new Map<string, string>()
  for (const part of header.split(',')) {
    const [name = '', value = ''] = part.split('=', 2)
    const key = name.trim().toLowerCase()
    if (!directives.has(key)) directives.set(key, value.trim().replace(/^"(.*)"$/, '$1'))
  }
  return directives
}

/** A max-age that is no number makes the answer stale rather than lasting (RFC 9111 §4.2.1). */
function maxAge(directives: ReadonlyMap<string, string>): number | undefined {
  const value = directives.get('max-age')
  return value === undefined ? undefined : (seconds(value) ?? 0)
}

/** Counted from the sender's own Date, so that two clocks that differ do no harm. */
function untilExpires(headers: Headers, now: number): number | undefined {
  const expires = headers.get('expires')
  if (expires === null) return undefined
  const sent = Date.parse(headers.get('date') ?? '')
  const until = (Date.parse(expires) - (Number.isNaN(sent) ? now : sent)) / 1000
  return Number.isNaN(until) ? 0 : Math.floor(until)
}

function seconds(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}
