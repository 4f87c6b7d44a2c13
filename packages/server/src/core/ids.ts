import { randomFillSync, randomInt } from 'node:crypto'

/** The only source of randomness, so that a test can make it repeat. */
export interface Ids {
  /** An unguessable value, 256 bits in base64url (RFC 6749 §10.10): codes, tokens, secrets, form handles. */
  secret(): string
  /** A short unique name behind `prefix` and an underscore: clients, families. */
  name(prefix: string): string
  /** A unique name that can be guessed, for what there is a lot of: exchanges, events. */
  serial(prefix: string): string
  /** A word of `length` characters out of `alphabet`, each as likely as the others: codes that a person types. */
  word(alphabet: string, length: number): string
}

/** Draws from the system's generator. */
export const randomIds: Ids = fromSystem()

function fromSystem(): Ids {
  // A call to the generator costs far more than its bytes: they are drawn in bulk, and each is handed out once.
  const pool = Buffer.alloc(4096)
  let next = pool.length
  const draw = (length: number): string => {
    if (next + length > pool.length) {
      randomFillSync(pool)
      next = 0
    }
    next += length
    const drawn = pool.toString('base64url', next - length, next)
    // What was handed out is not kept where a dump would show it.
    pool.fill(0, next - length, next)
    return drawn
  }
  const series = draw(9)
  let count = 0
  return {
    serial: (prefix) => {
      count += 1
      return `${prefix}_${series}${count.toString(36)}`
    },
    secret: () => draw(32),
    name: (prefix) => `${prefix}_${draw(12)}`,
    word: (alphabet, length) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
  }
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
    serial: (prefix) => `${prefix}_${next()}`,
    word: (alphabet, length) => numeral(next(), alphabet, length),
  }
}

/** `number` written with the characters of `alphabet` as digits; its last `length` places. */
function numeral(number: number, alphabet: string, length: number): string {
  let [rest, written] = [number, '']
  for (let place = 0; place < length; place += 1) {
    written = `${alphabet[rest % alphabet.length]}${written}`
    rest = Math.floor(rest / alphabet.length)
  }
  return written
}
