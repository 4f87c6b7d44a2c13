import { createHash } from 'node:crypto'
import {
  type ConfigInput,
  countingIds,
  createServer,
  type Deps,
  type Event,
  type TestServer,
  VirtualClock,
} from '../../src/index.ts'

/** 2026-11-23T00:00:00Z */
const START = 1_795_392_000_000

/** A code verifier and its S256 challenge, worked out here and not by the code under test. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

export const ISSUER = 'http://127.0.0.1:8765'
export const RESOURCE = 'http://127.0.0.1:8765/mcp/oauth'
export const REDIRECT_URI = 'http://127.0.0.1:49152/callback'

/** A whole server in this process, with a clock that stands still and ids that count. */
export interface Harness {
  readonly fetch: TestServer['fetch']
  readonly clock: VirtualClock
  /** What the server said of the protocol; not the HTTP it came by. */
  readonly events: readonly Event[]
  readonly flows: TestServer['flows']
  /** Forgets the events so far. */
  forget(): void
  /** GET, redirects not followed. `path` may be a whole URL. */
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** POST of a form. */
  post(
    path: string,
    form: Record<string, string> | URLSearchParams,
    headers?: Record<string, string>,
  ): Promise<Response>
  postJson(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
}

export function startHarness(config: ConfigInput = {}, deps: Deps = {}): Harness {
  const clock = new VirtualClock(START)
  const server = createServer(config, {
    clock,
    ids: countingIds(),
    onInternalError: (error) => {
      throw error
    },
    ...deps,
  })
  const events: Event[] = []
  server.events.subscribe((event) => {
    if (!/^(http|outbound)\./.test(event.type)) events.push(event)
  })
  const url = (path: string): string => (path.startsWith('/') ? ISSUER + path : path)
  return {
    fetch: server.fetch,
    flows: server.flows,
    clock,
    events,
    forget: () => void events.splice(0),
    get: (path, headers = {}) => server.fetch(new Request(url(path), { headers })),
    post: (path, form, headers = {}) =>
      server.fetch(new Request(url(path), { method: 'POST', body: new URLSearchParams(form), headers })),
    postJson: (path, body, headers = {}) =>
      server.fetch(
        new Request(url(path), {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        }),
      ),
  }
}

/** A right authorization request of dev-public-client; negatives change one thing of it. */
export function authorizationRequest(changes: Record<string, string | undefined> = {}): string {
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: 'dev-public-client',
    redirect_uri: REDIRECT_URI,
    state: 'af0ifjsldkj',
    scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
    resource: RESOURCE,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    approval_mode: 'auto_approve',
    ...changes,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.append(name, value)
  return `/oauth/authorize?${query}`
}

/** The query parameters of the redirect a response makes. */
export function redirected(response: Response): URLSearchParams {
  const location = response.headers.get('location')
  if (location === null) throw new Error(`no redirect but ${response.status}`)
  return new URL(location).searchParams
}

/** A code for the request of {@link authorizationRequest}. */
export async function obtainCode(harness: Harness, changes: Record<string, string | undefined> = {}): Promise<string> {
  const response = await harness.get(authorizationRequest(changes))
  const code = redirected(response).get('code')
  if (code === null) throw new Error(`no code but ${response.headers.get('location')}`)
  return code
}

/** The right token request for such a code. */
export function codeRequest(code: string): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    client_id: 'dev-public-client',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
    resource: RESOURCE,
  }
}

/** The body of a token response that must have worked. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope: string
}

export async function tokensOf(response: Response): Promise<Tokens> {
  const body: unknown = await response.json()
  if (response.status !== 200) throw new Error(`no tokens but ${response.status} ${JSON.stringify(body)}`)
  return body as Tokens
}

/** A registered public client that may refresh; dev-public-client may not. */
export async function registerClient(
  harness: Harness,
  changes: Record<string, unknown> = {},
): Promise<Record<string, string>> {
  const response = await harness.postJson('/oauth/register', {
    client_name: 'Protocol Test',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    ...changes,
  })
  if (response.status !== 201) throw new Error(`not registered: ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, string>
}

/** Access and refresh token of a newly registered client. */
export async function obtainTokens(
  harness: Harness,
  changes: Record<string, string | undefined> = {},
): Promise<Tokens & { client_id: string }> {
  const { client_id = '' } = await registerClient(harness)
  const code = await obtainCode(harness, { client_id, ...changes })
  const tokens = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), client_id }))
  return { ...tokens, client_id }
}

/** One JSON-RPC request of the 2025 lifecycle, or of 2026-07-28 when `modern`. */
export function mcpRequest(
  method: string,
  params: Record<string, unknown>,
  token: string | undefined,
  options: { modern?: boolean; path?: string; headers?: Record<string, string>; capabilities?: object } = {},
): Request {
  const { modern = false, path = '/mcp/oauth', headers = {}, capabilities = {} } = options
  const named = [params['name'], params['uri'], params['taskId']].find((value) => typeof value === 'string')
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'protocol-test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  }
  return new Request(ISSUER + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(modern && {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(named !== undefined && { 'mcp-name': named }),
      }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: modern ? { ...params, _meta: meta } : params }),
  })
}

/** The JSON-RPC message of an answer, be it JSON or a stream with one event. */
export async function messageOf(
  response: Response,
): Promise<{ result?: Record<string, unknown>; error?: { code: number; message: string } }> {
  const text = await response.text()
  const data = response.headers.get('content-type')?.startsWith('text/event-stream')
    ? text
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice(6))
        .join('')
    : text
  return JSON.parse(data) as { result?: Record<string, unknown>; error?: { code: number; message: string } }
}

/** S256 of a verifier (RFC 7636 §4.2). */
export function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
