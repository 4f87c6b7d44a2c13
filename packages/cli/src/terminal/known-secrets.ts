import { secretsOfForm, secretsOfHeader, secretsOfJson } from './redact.ts'

/** Shorter ones are no secrets, and would be found everywhere. */
const SHORTEST = 8

/** The secrets that were seen under their own name, so that they are also found where a peer repeats them elsewhere. */
export class KnownSecrets {
  readonly #values = new Set<string>()

  header(name: string, value: string): void {
    this.#add(secretsOfHeader(name, value))
  }

  body(text: string): void {
    try {
      this.#add(secretsOfJson(JSON.parse(text)))
    } catch {
      this.#add(secretsOfForm(text))
    }
  }

  url(url: string): void {
    for (const part of url.split(/[?#]/).slice(1)) this.#add(secretsOfForm(part))
  }

  /** The text without them, as they are and as URLs and JSON spell them. */
  redact(text: string, instead: string): string {
    let safe = text
    for (const value of this.#values) safe = safe.replaceAll(value, instead)
    return safe
  }

  #add(values: readonly string[]): void {
    for (const value of values) {
      if (value.length < SHORTEST) continue
      for (const spelling of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) {
        this.#values.add(spelling)
      }
    }
  }
}
