import { isJsonObject } from '../../core/json.ts'
import type { JsonRpc } from '../../observe/reading.ts'
import { type Challenge, challenges } from '../challenge.ts'
import type { Step } from '../step.ts'

/** One request at an MCP endpoint. */
export interface McpRequest {
  readonly step: Step
  /** The path of the endpoint. */
  readonly path: string
  readonly httpMethod: string
  /** The JSON-RPC messages it carries. */
  readonly messages: readonly JsonRpc[]
  /** The methods of those. */
  readonly methods: readonly string[]
  /** The token in its `Authorization` header, with its scheme in lower case. */
  readonly token: { readonly scheme: string; readonly value: string } | undefined
  readonly session: string | undefined
  readonly versionHeader: string | undefined
  readonly status: number
  /** The challenges of its answer. */
  readonly challenges: readonly Challenge[]
  /** The challenge to whoever has a bearer token or none, or a DPoP one. */
  readonly challenge: Challenge | undefined
}

/** The requests at MCP endpoints. */
export function mcpRequests(steps: readonly Step[]): readonly McpRequest[] {
  return steps.map((step) => {
    const { request, response } = step.exchange
    const { path, messages, credentials } = step.reading
    const all = challenges(response.headers.get('www-authenticate') ?? '')
    return {
      step,
      path,
      httpMethod: request.method,
      messages,
      methods: messages.map(({ method }) => method).filter((method): method is string => typeof method === 'string'),
      token: credentials,
      session: request.headers.get('mcp-session-id') ?? undefined,
      versionHeader: request.headers.get('mcp-protocol-version') ?? undefined,
      status: response.status,
      challenges: all,
      challenge: all.find(({ scheme }) => scheme === 'bearer' || scheme === 'dpop'),
    }
  })
}

/** The revision that a request proves to be agreed on: that of a handshake's answer, of a header after it, or of a self-contained request. */
export function negotiated(request: McpRequest): string | undefined {
  for (const { result } of request.step.reading.answers) {
    if (isJsonObject(result) && typeof result['protocolVersion'] === 'string') return result['protocolVersion']
  }
  if (request.status >= 300 || request.methods.includes('initialize')) return undefined
  return metaVersion(request) ?? request.versionHeader
}

/** The revision that a request asks for. */
export function proposed(request: McpRequest): string | undefined {
  for (const { method, params } of request.messages) {
    if (method === 'initialize' && isJsonObject(params) && typeof params['protocolVersion'] === 'string') {
      return params['protocolVersion']
    }
  }
  return metaVersion(request) ?? request.versionHeader
}

/** What a self-contained request says of its revision (2026-07-28 basic, _meta). */
export function metaVersion({ messages }: McpRequest): string | undefined {
  for (const { params } of messages) {
    const meta = isJsonObject(params) ? params['_meta'] : undefined
    const version = isJsonObject(meta) ? meta['io.modelcontextprotocol/protocolVersion'] : undefined
    if (typeof version === 'string') return version
  }
  return undefined
}
