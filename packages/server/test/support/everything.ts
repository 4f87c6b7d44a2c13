import {
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainCode,
  registerClient,
  startHarness,
  tokensOf,
} from './harness.ts'

export const EVERYTHING = '/mcp/everything'

/** A server with the endpoint of diagnostics. */
export const startEverything = (...[config, deps]: Parameters<typeof startHarness>): Harness =>
  startHarness({ surfaces: ['oauth', 'everything'], ...config }, deps)

/** A token for the endpoint, of a client that speaks for itself. */
export async function clientToken(harness: Harness, changes: Record<string, string> = {}): Promise<string> {
  const response = await harness.post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: 'dev-admin-client',
    client_secret: 'dev-admin-secret',
    resource: ISSUER + EVERYTHING,
    ...changes,
  })
  return (await tokensOf(response)).access_token
}

/** Tokens for the endpoint, of a user of a registered client. */
export async function userTokens(harness: Harness, subject: string, client?: string) {
  const client_id = client ?? (await registerClient(harness))['client_id'] ?? ''
  const resource = ISSUER + EVERYTHING
  const code = await obtainCode(harness, { client_id, resource, login_hint: subject })
  const tokens = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), client_id, resource }))
  return { ...tokens, client_id }
}

/** A request of 2026-07-28, from a client that can be asked for everything. */
export const modern = (harness: Harness, token: string | undefined, method: string, params: Record<string, unknown>) =>
  harness.fetch(mcpRequest(method, params, token, { path: EVERYTHING, modern: true, capabilities: CAPABILITIES }))

/** A request of the 2025 lifecycle in a session. */
export const inSession = (
  harness: Harness,
  token: string,
  session: string,
  method: string,
  params: Record<string, unknown> = {},
) =>
  harness.fetch(
    mcpRequest(method, params, token, { path: EVERYTHING, headers: { ...VERSION, 'mcp-session-id': session } }),
  )

/** The handshake, from a client that can be asked for everything. */
export async function beginSession(harness: Harness, token: string): Promise<string> {
  const handshake = {
    protocolVersion: '2025-11-25',
    capabilities: CAPABILITIES,
    clientInfo: { name: 'protocol-test', version: '1' },
  }
  const response = await harness.fetch(mcpRequest('initialize', handshake, token, { path: EVERYTHING }))
  const session = response.headers.get('mcp-session-id')
  if (session === null) throw new Error(`no session but ${response.status} ${await response.text()}`)
  await response.text()
  return session
}

/** What has no body, or one that is no request: `GET`, `DELETE`, an answer to a question of the server. */
export const exchange = (
  harness: Harness,
  token: string,
  { method, session, body, headers = {} }: Exchange,
): Promise<Response> =>
  harness.fetch(
    new Request(ISSUER + EVERYTHING, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...VERSION,
        ...(session !== undefined && { 'mcp-session-id': session }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )

/** The accepted answer of a person. */
export const accept = (content: object) => ({ action: 'accept', content })

/** The first text of a result. */
export const textOf = (result: Readonly<Record<string, unknown>> | undefined): unknown =>
  (result?.['content'] as readonly { text?: string }[] | undefined)?.[0]?.text

/** The parameters of a call. */
export const call = (name: string, given: Record<string, unknown> = {}) => ({ name, arguments: given })

/** A client beside dev-admin-client. */
export const OTHER = { client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }

interface Exchange {
  readonly method: 'GET' | 'DELETE' | 'POST'
  readonly session?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const VERSION = { 'mcp-protocol-version': '2025-11-25' }
const CAPABILITIES = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} }
