/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1); names in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const PARAMETER = new RegExp(`^\\s*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))\\s*`)
const SCHEME = new RegExp(`^[\\s,]*(${TOKEN})(?=$|[\\s,])(?!\\s*=)`)

/** The challenges of a header, as far as it can be read. */
export function challenges(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  let rest = header
  while (rest !== '') {
    const parameter = PARAMETER.exec(rest.replace(/^[\s,]*/, ''))
    const scheme = parameter === null ? SCHEME.exec(rest) : null
    if (parameter !== null) {
      const [whole, name = '', quoted, plain = ''] = parameter
      found.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain)
      rest = rest.replace(/^[\s,]*/, '').slice(whole.length)
    } else if (scheme !== null) {
      found.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() })
      rest = rest.slice(scheme[0].length)
    } else {
      return found
    }
  }
  return found
}
