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

/** What a terminal could take for a command: controls of both halves, and what turns the direction of writing. */
const COMMANDS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** Text for a terminal, line breaks and tabs apart without a control character. */
export function harmless(text: string): string {
  return text.replace(COMMANDS, (character) => (/[\n\t]/.test(character) ? character : ' '))
}

/** A value as JSON in which what a terminal could take for a command is escaped. */
export function jsonText(value: unknown, indent?: number): string {
  const escaped = (character: string): string =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent).replace(COMMANDS, escaped)
}
