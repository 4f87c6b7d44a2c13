import { type Harness, mcpRequest, messageOf, tokensOf } from './harness.ts'

export const STATIC = { path: '/mcp/bearer-token', token: 'test-bearer-token' }

/** What a request of MCP was answered: HTTP status, and the message. */
export interface Answer {
  readonly status: number
  readonly result?: Record<string, unknown>
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** Where, as whom and in which lifecycle to ask. */
export interface As {
  readonly token?: string | undefined
  readonly path?: string
  readonly modern?: boolean
}

export async function ask(harness: Harness, method: string, params: Record<string, unknown>, as: As): Promise<Answer> {
  const { token, path = '/mcp/oauth', modern = false } = as
  const named = typeof params['uri'] === 'string' ? { 'mcp-name': params['uri'] } : {}
  const headers: Record<string, string> = modern ? named : {}
  const response = await harness.fetch(mcpRequest(method, params, token, { path, modern, headers }))
  return { status: response.status, ...(await messageOf(response)) }
}

/** Calls a tool; without `args` the call has no arguments. */
export function callTool(harness: Harness, name: string, args: unknown, as: As): Promise<Answer> {
  return ask(harness, 'tools/call', { name, ...(args !== undefined && { arguments: args }) }, as)
}

/** A token of dev-admin-client, which may have every scope. */
export async function adminToken(
  harness: Harness,
  scope = 'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write mcp:tools:admin',
): Promise<string> {
  const response = await harness.post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: 'dev-admin-client',
    client_secret: 'dev-admin-secret',
    scope,
  })
  return (await tokensOf(response)).access_token
}

/** The text of a tool's answer. */
export function textOf({ result }: Answer): string {
  const content = result?.['content'] as readonly { readonly text?: string }[] | undefined
  return content?.[0]?.text ?? ''
}
