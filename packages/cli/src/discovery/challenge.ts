/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.3). Scheme and parameter names are lower case. */
export interface Challenge {
  readonly scheme: string
  readonly token68?: string
  readonly parameters: ReadonlyMap<string, string>
}

/** What a header held: the well-formed challenges, and whether something after them was not. */
export interface Challenges {
  readonly challenges: readonly Challenge[]
  readonly malformed: boolean
}

/** Reads a `WWW-Authenticate` value by its grammar (RFC 9110 §11.6.1); stops at the first thing outside it. */
export function parseChallenges(header: string): Challenges {
  const reader = new Reader(header)
  const challenges: Challenge[] = []
  for (;;) {
    reader.skipSeparators()
    if (reader.atEnd()) return { challenges, malformed: false }
    const challenge = readChallenge(reader)
    if (challenge === undefined) return { challenges, malformed: true }
    challenges.push(challenge)
  }
}

function readChallenge(reader: Reader): Challenge | undefined {
  const scheme = reader.take(TOKEN)?.toLowerCase()
  if (scheme === undefined) return undefined
  const none: Challenge = { scheme, parameters: new Map() }
  if (reader.atElementEnd()) return none
  if (reader.take(SPACES) === undefined) return undefined
  if (reader.atElementEnd()) return none
  const token68 = reader.attempt(() => {
    const value = reader.take(TOKEN68)
    return value !== undefined && reader.atElementEnd() ? value : undefined
  })
  if (token68 !== undefined) return { ...none, token68 }
  const parameters = readParameters(reader)
  return parameters === undefined ? undefined : { scheme, parameters }
}

/** `#auth-param`: ends where the next list element is not `name =`, which is where the next challenge begins. */
function readParameters(reader: Reader): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>()
  for (;;) {
    const name = reader.attempt(() => reader.takeName())
    if (name === undefined) return parameters.size === 0 ? undefined : parameters
    const value = reader.takeValue()
    if (value === undefined || parameters.has(name) || !reader.atElementEnd()) return undefined
    parameters.set(name, value)
    reader.skipSeparators()
  }
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*/y
const SPACES = / +/y
const BLANKS = /[ \t]*/y
const SEPARATORS = /[ \t,]*/y
const EQUALS = /[ \t]*=[ \t]*/y
const QUOTED = /"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\u{10ffff}]|\\[\t \x21-\x7e\x80-\u{10ffff}])*)"/uy

/** A position in the header; every pattern is anchored to it. */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return undefined
    this.#at = pattern.lastIndex
    return match[1] ?? match[0]
  }

  /** Runs a read that gives its position back when it finds nothing. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const start = this.#at
    const value = read()
    if (value === undefined) this.#at = start
    return value
  }

  takeName(): string | undefined {
    const name = this.take(TOKEN)?.toLowerCase()
    return name !== undefined && this.take(EQUALS) !== undefined ? name : undefined
  }

  takeValue(): string | undefined {
    if (this.#text[this.#at] === '"') return this.take(QUOTED)?.replace(/\\(.)/gsu, '$1')
    return this.take(TOKEN)
  }

  skipSeparators(): void {
    this.take(SEPARATORS)
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** Whether only blanks stand before the next comma or the end; skips them if so. */
  atElementEnd(): boolean {
    return (
      this.attempt(() => {
        this.take(BLANKS)
        return this.atEnd() || this.#text[this.#at] === ',' ? true : undefined
      }) === true
    )
  }
}

/** What a 401 or 403 says about how to be authorized (RFC 6750 §3, RFC 9728 §5.1). */
export interface AuthorizationHints {
  readonly resourceMetadata?: string
  readonly scope?: string
  readonly error?: string
  readonly malformed: boolean
  /** Schemes that were offered, in order. */
  readonly schemes: readonly string[]
}

/** Picks the parameters that matter from the Bearer challenge, else from the DPoP one. */
export function authorizationHints(header: string | undefined): AuthorizationHints {
  const { challenges, malformed } = parseChallenges(header ?? '')
  const usable = ['bearer', 'dpop'].flatMap((scheme) => challenges.filter((challenge) => challenge.scheme === scheme))
  const first = (name: string): string | undefined =>
    usable.map(({ parameters }) => parameters.get(name)).find((value) => value !== undefined)
  const resourceMetadata = first('resource_metadata')
  const scope = first('scope')
  const error = first('error')
  return {
    ...(resourceMetadata === undefined ? {} : { resourceMetadata }),
    ...(scope === undefined || scope.trim() === '' ? {} : { scope }),
    ...(error === undefined ? {} : { error }),
    malformed,
    schemes: challenges.map(({ scheme }) => scheme),
  }
}
