const LIMIT = 300

/**
 * Text from a peer, made safe for one line of a terminal: no control characters (no escape sequences, no
 * line breaks, no direction overrides), and no longer than a line or two.
 */
export function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return line.length > LIMIT ? `${line.slice(0, LIMIT)}…` : line
}
