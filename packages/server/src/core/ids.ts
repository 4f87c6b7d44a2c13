import { randomBytes } from 'node:crypto'

/** The only source of randomness, so that a test can make it repeat. */
export interface Ids {
  /** An unguessable value, 256 bits in base64url (RFC 6749 §10.10): codes, tokens, secrets, form handles. */
  secret(): string
  /** A short unique name behind `prefix` and an underscore: clients, events, families. */
  name(prefix: string): string
}

/** Draws from the system's generator. */
export const randomIds: Ids = {
  secret: () => randomBytes(32).toString('base64url'),
  name: (prefix) => `${prefix}_${randomBytes(12).toString('base64url')}`,
}

/** Counts instead of drawing: two runs of one test hand out the same values. */
export function countingIds(): Ids {
  let count = 0
  const next = (): number => {
    count += 1
    return count
  }
  return {
    secret: () => `secret-${String(next()).padStart(6, '0')}-${'x'.repeat(29)}`,
    name: (prefix) => `${prefix}_${next()}`,
  }
}
