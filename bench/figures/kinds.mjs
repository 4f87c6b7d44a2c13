import { exchange } from '../exchange.mjs'
import { mockServer, oidcProvider, ours, raw, sdk, unwatched } from '../programs.mjs'

/**
 * One kind of request. `requests` has, for each server that takes part, what makes its request once it listens;
 * every answer must contain `expected`.
 *
 * @typedef {import('../exchange.mjs').Request} Request
 * @typedef {{ origin: string, port: number }} Listening
 * @typedef {{ name: string, option: string, atLeast: number, expected: string,
 *   requests: ReadonlyMap<import('../programs.mjs').Program, (server: Listening) => Request | Promise<Request>> }} Kind
 */

const CLIENT = { client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }
const TOOL = { name: 'ping', arguments: {} }
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** @type {Kind} */
export const token = {
  name: 'token',
  option: 'token',
  atLeast: 0.5,
  expected: '"access_token":"',
  requests: new Map([
    [ours, ({ origin }) => tokenRequest('/oauth/token', origin)],
    [unwatched, ({ origin }) => tokenRequest('/oauth/token', origin)],
    [raw, ({ origin }) => tokenRequest('/oauth/token', origin)],
    [mockServer, ({ origin }) => tokenRequest('/token', origin)],
    [oidcProvider, ({ origin }) => tokenRequest('/token', origin)],
  ]),
}

/** @type {readonly Kind[]} */
export const kinds = [
  {
    name: 'metadata',
    option: 'metadata',
    atLeast: 0.6,
    expected: '"token_endpoint":"http',
    requests: new Map([
      [ours, () => get('/.well-known/oauth-authorization-server')],
      [unwatched, () => get('/.well-known/oauth-authorization-server')],
      [raw, () => get('/.well-known/oauth-authorization-server')],
      [mockServer, () => get('/.well-known/openid-configuration')],
      [oidcProvider, () => get('/.well-known/openid-configuration')],
    ]),
  },
  token,
  toolsKind('2025-11-25', { 'mcp-protocol-version': '2025-11-25' }, TOOL),
  toolsKind(
    '2026-07-28',
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': TOOL.name },
    { ...TOOL, _meta: META },
  ),
]

function toolsKind(revision, headers, params) {
  const call = {
    method: 'POST',
    path: '/mcp/oauth',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  }
  const authorized = async (server) => {
    const authorization = `Bearer ${await obtainToken(server)}`
    return { ...call, headers: { ...call.headers, authorization } }
  }
  return {
    name: `tools/call ${revision}`,
    option: 'tools',
    atLeast: 0.3,
    expected: '"structuredContent":{"pong":true}',
    requests: new Map([
      [ours, authorized],
      [unwatched, authorized],
      [raw, authorized],
      [sdk, () => call],
    ]),
  }
}

function get(path) {
  return { method: 'GET', path }
}

function tokenRequest(path, origin) {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ grant_type: 'client_credentials', ...CLIENT, resource: `${origin}/mcp/oauth` })),
  }
}

async function obtainToken({ origin, port }) {
  const { body } = await exchange(port, tokenRequest('/oauth/token', origin))
  return JSON.parse(body).access_token
}
