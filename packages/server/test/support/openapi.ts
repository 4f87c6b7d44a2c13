import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ConfigInput } from '../../src/index.ts'
import { type Harness, ISSUER, startHarness } from './harness.ts'

type Json = Readonly<Record<string, unknown>>

/** A response as the document has it. */
interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, { readonly $ref?: string; readonly schema?: Json }>>
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>
}

/** An operation as the document has it. */
export interface DocumentedOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        { readonly schema: Json; readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }
      >
    >
  }
  readonly responses: Readonly<Record<string, { readonly $ref?: string } & DocumentedResponse>>
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}

/** The document as tests read it. */
export interface ApiDocument {
  readonly openapi: string
  readonly info: Json
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>
}

/** The document that a server serves. */
export async function apiDocument(harness: Pick<Harness, 'get'>): Promise<ApiDocument> {
  return (await (await harness.get('/openapi.json')).json()) as ApiDocument
}

/** A server whose every answer is judged by its own document. */
export async function judgedHarness(
  config: ConfigInput,
): Promise<{ harness: Harness; contract: Contract; problems: string[] }> {
  const plain = startHarness(config)
  const contract = new Contract(await apiDocument(plain))
  const problems: string[] = []
  const fetch: Harness['fetch'] = async (request, via) => {
    const { method, url } = request
    const response = await plain.fetch(request, via)
    problems.push(...(await contract.problems({ method, url }, response.clone())))
    return response
  }
  const send = (path: string, init: RequestInit) =>
    fetch(new Request(path.startsWith('/') ? ISSUER + path : path, init))
  const harness: Harness = {
    ...plain,
    fetch,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form, headers = {}) => send(path, { method: 'POST', body: new URLSearchParams(form), headers }),
    postJson: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  }
  return { harness, contract, problems }
}

/** Judges what a server answers by what its document says. */
export class Contract {
  readonly #document: ApiDocument
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  /** Operations with the statuses that were judged, such as `GET /health 200`. */
  readonly judged = new Set<string>()

  constructor(document: ApiDocument) {
    this.#document = document
    this.#ajv.addSchema({ $id: 'api', components: closed(document.components) })
  }

  /** The problems of an answer: status, media type, body and headers that are not documented, or not as documented. */
  async problems(request: Pick<Request, 'method' | 'url'>, response: Response): Promise<readonly string[]> {
    const path = this.#pathOf(new URL(request.url).pathname)
    const name = `${request.method} ${path}`
    const documented = this.#document.paths[path]?.[request.method.toLowerCase()]?.responses[response.status]
    if (documented === undefined) return [`${name}: ${response.status} is not documented: ${await response.text()}`]
    this.judged.add(`${name} ${response.status}`)
    const { headers = {}, content = {} } = this.#resolved(documented)
    if (request.method === 'HEAD') return []
    const wrong = Object.entries(headers).flatMap(([header, described]) =>
      this.#headerProblems(header, described, response),
    )
    const unsaid = NOTABLE.filter((name) => response.headers.has(name) && !Object.keys(headers).includes(name)).map(
      (name) => `${name} is not documented`,
    )
    return [...wrong, ...unsaid, ...(await this.#bodyProblems(content, response))].map(
      (problem) => `${name} ${response.status}: ${problem}`,
    )
  }

  /** The problems of a value with a schema of the document. */
  check(schema: Json, value: unknown): readonly string[] {
    const validate = this.#ajv.compile(absolute(closed(schema)) as Json)
    if (validate(value)) return []
    return [
      `${JSON.stringify(validate.errors?.slice(0, 4).map(({ instancePath, message, params }) => [instancePath, message, params]))} in ${JSON.stringify(value).slice(0, 400)}`,
    ]
  }

  #headerProblems(
    name: string,
    described: { readonly $ref?: string; readonly schema?: Json },
    response: Response,
  ): readonly string[] {
    const value = response.headers.get(name)
    // Those that say when a response has them are not there always.
    if (value === null) return SOMETIMES.has(name) ? [] : [`${name} is not sent`]
    const schema =
      (described.$ref === undefined ? described : (this.#component(described.$ref) as { schema: Json })).schema ?? {}
    return this.check(schema, value).map((problem) => `${name} ${problem}`)
  }

  async #bodyProblems(
    content: NonNullable<DocumentedResponse['content']>,
    response: Response,
  ): Promise<readonly string[]> {
    // A 304 has the type of what it does not send (RFC 9110 §15.4.5).
    const sent = response.body === null ? undefined : response.headers.get('content-type')?.split(';')[0]
    if (sent === undefined) return Object.keys(content).length === 0 ? [] : ['has no body']
    const schema = content[sent]?.schema
    if (schema === undefined) return [`${sent} is not documented`]
    if (sent === 'text/event-stream') {
      // Not waited for: the other half of the response is the test's.
      void response.body?.cancel()
      return []
    }
    const text = await response.text()
    return this.check(schema, /json$/.test(sent) ? JSON.parse(text) : text)
  }

  #pathOf(pathname: string): string {
    if (this.#document.paths[pathname] !== undefined) return pathname
    const found = Object.keys(this.#document.paths).find((path) =>
      new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname),
    )
    if (found === undefined) throw new Error(`${pathname} is not documented`)
    return found
  }

  #resolved(response: { readonly $ref?: string } & DocumentedResponse): DocumentedResponse {
    return response.$ref === undefined ? response : (this.#component(response.$ref) as DocumentedResponse)
  }

  #component(path: string): unknown {
    const [, kind = '', name = ''] = /^#\/components\/([^/]+)\/(.+)$/.exec(path) ?? []
    return this.#document.components[kind]?.[name]
  }
}

/** What a reader of the document must not learn from the wire alone. */
const NOTABLE = [
  'WWW-Authenticate',
  'DPoP-Nonce',
  'Mcp-Session-Id',
  'Retry-After',
  'Location',
  'Set-Cookie',
  'ETag',
  'Allow',
]

const SOMETIMES = new Set([
  'DPoP-Nonce',
  'Mcp-Session-Id',
  'Set-Cookie',
  'WWW-Authenticate',
  'Retry-After',
  'Cache-Control',
])

/** A schema that lets no member pass that it does not name, so that nothing undocumented goes unseen. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const open = !('properties' in schema) || 'additionalProperties' in schema || !('type' in schema)
  return open ? inner : { ...inner, additionalProperties: false }
}

function absolute(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(absolute)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === '$ref' ? `api${String(value)}` : absolute(value)]),
  )
}
