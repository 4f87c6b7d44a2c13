import { isSecretHeader, isSecretParameter } from '@mcp-auth/spec'
import type { Event } from '../core/events.ts'
import type { Body, Exchange } from '../core/exchange.ts'
import { fingerprint } from '../core/fingerprint.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import { decodeJwt } from '../core/jwt.ts'
import { inJson, isSecretMember, tellSecrets } from './secrets.ts'

/** A shorter secret is hidden where its name says what it is, but not looked for elsewhere: it could be any word. */
const SHORTEST_SOUGHT = 6

/** So many values are known at most; the one known longest makes room. */
const MOST = 50_000

/** A hash of a shorter secret would tell what it is to whoever tries all there are. */
const SHORTEST_HASHED = 24

/** A body as others may see it. */
export interface RedactedBody {
  readonly text: string
  readonly partial: boolean
}

/** A JWT that an exchange carries, readable and without its signature. */
export interface ShownToken {
  /** What stands for it elsewhere. */
  readonly label: string
  readonly header: unknown
  readonly claims: unknown
}

/** An exchange as others may see it: JSON, without secrets. */
export interface RedactedExchange {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly endpoint?: string
  readonly connection?: string
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly (readonly [name: string, value: string])[]
    readonly body?: RedactedBody
  }
  readonly response: {
    readonly status: number
    readonly headers: readonly (readonly [name: string, value: string])[]
    readonly body?: RedactedBody
    readonly streams: boolean
  }
  readonly tokens: readonly ShownToken[]
}

/**
 * Hides secrets, and is the only one who does. It knows those of some exchanges, by name and by value: a value that has been a secret
 * anywhere in them is one everywhere. What takes its place says what it is, and is the same for the same value.
 */
export class Redactor {
  readonly #kinds = new Map<string, string>()
  /** Every way in which a known secret may be written, by its first characters. */
  readonly #written = new Map<string, { readonly text: string; readonly label: string }[]>()

  constructor(exchanges: Iterable<Exchange> = []) {
    for (const exchange of exchanges) this.learn(exchange)
  }

  /** Gets to know the secrets of another exchange. */
  learn(exchange: Exchange): void {
    tellSecrets(exchange, (kind, value) => this.#know(kind, value))
  }

  /** Gets to know the secrets of an event. */
  learnEvent({ type: _, ...event }: Event): void {
    inJson(event, (kind, value) => this.#know(kind, value))
  }

  /** What stands for a secret value. */
  label(kind: string, value: string): string {
    const known = this.#kinds.get(value) ?? kind
    return value.length < SHORTEST_HASHED ? `[${known}]` : `[${known} ${fingerprint(value)}]`
  }

  /** A text without the secrets that are known. */
  text(text: string): string {
    if (this.#written.size === 0) return text
    let [safe, from] = ['', 0]
    for (let at = 0; at + SHORTEST_SOUGHT <= text.length; at += 1) {
      const found = this.#written
        .get(text.slice(at, at + SHORTEST_SOUGHT))
        ?.find((candidate) => text.startsWith(candidate.text, at))
      if (found === undefined) continue
      safe += text.slice(from, at) + found.label
      from = at + found.text.length
      at = from - 1
    }
    return safe + text.slice(from)
  }

  /** A JSON value without secrets, those hidden by the names of their members included. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.json(item))
    if (!isJsonObject(value)) return value
    const members = Object.entries(value).map(([name, member]) => [
      this.text(name),
      typeof member === 'string' && isSecretMember(name, value) ? this.label(name, member) : this.json(member),
    ])
    return Object.fromEntries(members) as unknown
  }

  /** An exchange without secrets. */
  exchange(exchange: Exchange): RedactedExchange {
    const { id, at, endpoint, via, request, response } = exchange
    const asked = this.#body(request.body)
    const answered = this.#body(response.body)
    return {
      id,
      at: new Date(at).toISOString(),
      ...(endpoint !== undefined && { endpoint }),
      ...(via.connection !== undefined && { connection: via.connection }),
      request: {
        method: request.method,
        url: this.#url(request.url),
        headers: this.#headers(request.headers),
        ...(asked !== undefined && { body: asked }),
      },
      response: {
        status: response.status,
        headers: this.#headers(response.headers),
        ...(answered !== undefined && { body: answered }),
        streams: response.streams,
      },
      tokens: this.#tokens(exchange),
    }
  }

  /** An event without secrets; the exchange of `http.exchanged` as {@link exchange} shows it. */
  event(event: Event): Readonly<Record<string, unknown>> {
    const stamp = { id: event.id, at: new Date(event.at).toISOString(), issuer: event.issuer, type: event.type }
    const part = event.exchange === undefined ? stamp : { ...stamp, exchange: event.exchange }
    if (event.type === 'http.exchanged') return { ...part, http: this.exchange(event.http) }
    if (event.type === 'outbound.asked') return { ...part, ...this.#outbound(event) }
    const { id: _id, at: _at, issuer: _issuer, type: _type, exchange: _exchange, ...data } = event
    return { ...part, ...(this.json(data) as object) }
  }

  #outbound({ method, url, answer }: Event<'outbound.asked'>): Readonly<Record<string, unknown>> {
    if ('failure' in answer) return { method, url: this.#url(url), answer: this.json(answer) }
    const { status, headers, body } = answer
    const shown = this.#body({ text: body, partial: false })
    return { method, url: this.#url(url), answer: { status, headers: this.#headers(headers), body: shown?.text ?? '' } }
  }

  #know(kind: string, value: string): void {
    if (value === '' || this.#kinds.has(value)) return
    this.#kinds.set(value, kind)
    const label = this.label(kind, value)
    if (this.#kinds.size > MOST) this.#forgetOldest()
    for (const text of waysToWrite(value)) {
      if (text.length < SHORTEST_SOUGHT) continue
      const prefix = text.slice(0, SHORTEST_SOUGHT)
      const others = this.#written.get(prefix) ?? []
      others.push({ text, label })
      // The longest first: one secret may begin with another.
      others.sort((a, b) => b.text.length - a.text.length)
      this.#written.set(prefix, others)
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#kinds.keys()
    if (oldest === undefined) return
    this.#kinds.delete(oldest)
    for (const text of waysToWrite(oldest)) {
      const prefix = text.slice(0, SHORTEST_SOUGHT)
      const others = this.#written.get(prefix)?.filter((other) => other.text !== text) ?? []
      if (others.length > 0) this.#written.set(prefix, others)
      else this.#written.delete(prefix)
    }
  }

  #url(url: string): string {
    const at = url.indexOf('?')
    return at < 0 ? this.text(url) : `${this.text(url.slice(0, at))}?${this.#pairs(url.slice(at + 1))}`
  }

  /** Pairs of a query or form, in the way they were written. */
  #pairs(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const at = pair.indexOf('=')
        const [[name, value] = ['', '']] = new URLSearchParams(pair)
        return at >= 0 && isSecretParameter(name) ? `${pair.slice(0, at)}=${this.label(name, value)}` : this.text(pair)
      })
      .join('&')
  }

  #headers(headers: Headers): readonly (readonly [string, string])[] {
    return [...headers].map(([name, value]) => [
      name,
      isSecretHeader(name) ? this.#secretHeader(name, value) : this.#header(name, value),
    ])
  }

  #header(name: string, value: string): string {
    return name === 'location' || name === 'referer' ? this.#url(value) : this.text(value)
  }

  #secretHeader(name: string, value: string): string {
    if (name === 'cookie') {
      return value
        .split(/;\s*/)
        .map((pair) => `${pair.slice(0, pair.indexOf('='))}=${this.label('cookie', pair.slice(pair.indexOf('=') + 1))}`)
        .join('; ')
    }
    if (name === 'set-cookie') {
      const [pair = '', ...attributes] = value.split(';')
      const at = pair.indexOf('=')
      return [`${pair.slice(0, at)}=${this.label('cookie', pair.slice(at + 1))}`, ...attributes].join(';')
    }
    if (!name.endsWith('authorization')) return this.label(name.replaceAll('-', '_'), value)
    const at = value.indexOf(' ')
    return at < 0
      ? this.label('credentials', value)
      : `${value.slice(0, at)} ${this.label('access_token', value.slice(at + 1).trim())}`
  }

  #body(body: Body | undefined): RedactedBody | undefined {
    if (body === undefined) return undefined
    const { text, partial } = body
    const json = parseJson(text)
    if (json !== undefined && typeof json === 'object') {
      // As it was written, unless a secret is too short to be found by its value.
      const safe = this.text(text)
      const strict = this.json(json)
      return { text: hasShortSecret(json) ? JSON.stringify(strict) : safe, partial }
    }
    const isForm = /^[^\s=&<>{}]+=[^\s<>{}]*$/.test(text)
    return { text: isForm ? this.#pairs(text) : this.text(text), partial }
  }

  /** The JWTs that are in an exchange as credentials, assertions or tokens. */
  #tokens(exchange: Exchange): readonly ShownToken[] {
    const found = new Map<string, ShownToken>()
    const show = (kind: string, value: string): void => {
      const jwt = found.has(value) ? undefined : decodeJwt(value)
      if (jwt !== undefined) {
        found.set(value, {
          label: this.label(kind, value),
          header: this.json(jwt.header),
          claims: this.json(jwt.claims),
        })
      }
    }
    tellSecrets(exchange, show)
    const proof = exchange.request.headers.get('dpop')
    if (proof !== null) show('dpop', proof)
    return [...found.values()]
  }
}

function waysToWrite(value: string): ReadonlySet<string> {
  return new Set([
    value,
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
  ])
}

function hasShortSecret(value: unknown): boolean {
  let short = false
  inJson(value, (_, secret) => {
    short ||= secret !== '' && secret.length < SHORTEST_SOUGHT
  })
  return short
}
