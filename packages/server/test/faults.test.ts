import { readFileSync } from 'node:fs'
import { requirement } from '@mcp-auth/spec'
import { describe, expect, test } from 'vitest'
import { challenges } from '../src/checks/challenge.ts'
import { faults } from '../src/faults/armed.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainCode,
  RESOURCE,
  redirected,
  registerClient,
  startHarness,
  type Tokens,
} from './support/harness.ts'

type Config = { readonly faults: string[] }

const CHALLENGED = {
  scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
  resource_metadata: `${ISSUER}/.well-known/oauth-protected-resource/mcp/oauth`,
}

/** What each fault changes, and only that: the same request without and with it. A fault without a row fails. */
const rows: Record<string, { observe: (config: Config) => Promise<unknown>; off: unknown; on: unknown }> = {
  'wrong-iss': {
    observe: authorizationResponse,
    off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
    on: { iss: 'https://attacker.example', state: 'af0ifjsldkj', code: true },
  },
  'missing-iss': {
    observe: authorizationResponse,
    off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
    on: { state: 'af0ifjsldkj', code: true },
  },
  'unnormalised-iss': {
    observe: authorizationResponse,
    off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
    on: { iss: `${ISSUER}/`, state: 'af0ifjsldkj', code: true },
  },
  'wrong-state': {
    observe: authorizationResponse,
    off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
    on: { iss: ISSUER, state: 'not-the-state-that-was-sent', code: true },
  },
  'html-token-response': {
    observe: tokenResponse,
    off: { status: 200, type: 'application/json' },
    on: { status: 200, type: 'text/html; charset=utf-8' },
  },
  'unknown-token-type': member('token', 'token_type', 'Bearer', 'N_A'),
  'missing-pkce-methods': member('server', 'code_challenge_methods_supported', ['S256'], undefined),
  'plain-pkce-methods': member('server', 'code_challenge_methods_supported', ['S256'], ['plain']),
  'wrong-metadata-issuer': member('server', 'issuer', ISSUER, 'https://attacker.example'),
  'slash-metadata-issuer': member('server', 'issuer', ISSUER, `${ISSUER}/`),
  'unannounced-iss': member('server', 'authorization_response_iss_parameter_supported', true, undefined),
  'missing-registration-endpoint': member('server', 'registration_endpoint', `${ISSUER}/oauth/register`, undefined),
  'missing-metadata-documents': member('server', 'client_id_metadata_document_supported', true, undefined),
  'foreign-resource': member('resource', 'resource', RESOURCE, 'https://attacker.example/mcp'),
  'sibling-resource': member('resource', 'resource', RESOURCE, `${ISSUER}/mcp/another`),
  'origin-resource': member('resource', 'resource', RESOURCE, ISSUER),
  'dead-authorization-server': member('resource', 'authorization_servers', [ISSUER], [`${ISSUER}/nowhere`, ISSUER]),
  'missing-resource-scopes': member(
    'resource',
    'scopes_supported',
    ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read'],
    undefined,
  ),
  'missing-path-metadata': { observe: resourceMetadataStatus, off: [200, 200], on: [404, 200] },
  'missing-resource-metadata': { observe: resourceMetadataStatus, off: [200, 200], on: [404, 404] },
  'missing-oauth-metadata': { observe: serverMetadataStatus, off: [200, 200], on: [404, 200] },
  'refused-registration': { observe: registrationStatus, off: 201, on: 400 },
  'scopeless-challenge': {
    observe: challenge,
    off: { scheme: 'bearer', ...CHALLENGED },
    on: { scheme: 'bearer', resource_metadata: CHALLENGED.resource_metadata },
  },
  'urlless-challenge': {
    observe: challenge,
    off: { scheme: 'bearer', ...CHALLENGED },
    on: { scheme: 'bearer', scope: CHALLENGED.scope },
  },
  'awkward-challenge': {
    observe: challenge,
    off: { scheme: 'bearer', ...CHALLENGED },
    // It says the same, to whoever can read.
    on: {
      scheme: 'bearer',
      scope: CHALLENGED.scope,
      resource_metadata: `${CHALLENGED.resource_metadata}?from=challenge`,
      x_scope: 'decoy',
      x_resource_metadata: `${CHALLENGED.resource_metadata}/decoy`,
    },
  },
  'endless-step-up': {
    observe: callWithToken,
    off: { status: 200, challenge: null },
    on: { status: 403, challenge: 'Bearer error="insufficient_scope", scope="mcp:tools:write"' },
  },
  'plain-forbidden': {
    observe: callWithToken,
    off: { status: 200, challenge: null },
    on: { status: 403, challenge: null },
  },
}

const DOCUMENTS = {
  server: async (config: Config) => (await startHarness(config).get('/.well-known/oauth-authorization-server')).json(),
  resource: async (config: Config) =>
    (await startHarness(config).get('/.well-known/oauth-protected-resource/mcp/oauth')).json(),
  token: async (config: Config) => {
    const harness = startHarness(config)
    return (await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))).json()
  },
}

/** A fault that changes one member of a document: the others are compared by what they are without it. */
function member(document: keyof typeof DOCUMENTS, name: string, off: unknown, on: unknown): (typeof rows)[string] {
  return {
    async observe(config) {
      const [right, seen] = (await Promise.all([DOCUMENTS[document]({ faults: [] }), DOCUMENTS[document](config)])) as [
        Record<string, unknown>,
        Record<string, unknown>,
      ]
      const names = new Set([...Object.keys(right), ...Object.keys(seen)])
      // Values that are new each time are no difference.
      const differs = (each: string): boolean =>
        !/token$/.test(each) && JSON.stringify(right[each]) !== JSON.stringify(seen[each])
      return { value: seen[name], others: [...names].filter((each) => each !== name && differs(each)) }
    },
    off: { value: off, others: [] },
    on: { value: on, others: [] },
  }
}

async function statuses(config: Config, ...paths: readonly string[]): Promise<readonly number[]> {
  const harness = startHarness(config)
  return Promise.all(paths.map(async (path) => (await harness.get(path)).status))
}

function resourceMetadataStatus(config: Config): Promise<unknown> {
  const path = '/.well-known/oauth-protected-resource'
  return statuses(config, `${path}/mcp/oauth`, path)
}

function serverMetadataStatus(config: Config): Promise<unknown> {
  return statuses(config, '/.well-known/oauth-authorization-server', '/.well-known/openid-configuration')
}

async function registrationStatus(config: Config): Promise<unknown> {
  const body = JSON.stringify({ redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'none' })
  const headers = { 'content-type': 'application/json' }
  return (await startHarness(config).fetch(new Request(`${ISSUER}/oauth/register`, { method: 'POST', headers, body })))
    .status
}

async function challenge(config: Config): Promise<unknown> {
  const response = await startHarness(config).fetch(mcpRequest('tools/list', {}, undefined, { modern: true }))
  const found = challenges(response.headers.get('www-authenticate') ?? '').find(({ scheme }) => scheme === 'bearer')
  const { realm: _, ...parameters } = Object.fromEntries(found?.parameters ?? [])
  return { scheme: found?.scheme, ...parameters }
}

async function callWithToken(config: Config): Promise<unknown> {
  const harness = startHarness(config)
  const response = await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))
  const { access_token } = (await response.json()) as Tokens
  const answer = await harness.fetch(mcpRequest('tools/list', {}, access_token, { modern: true }))
  return { status: answer.status, challenge: answer.headers.get('www-authenticate') }
}

async function authorizationResponse(config: Config): Promise<unknown> {
  const { code, ...others } = Object.fromEntries(redirected(await startHarness(config).get(authorizationRequest())))
  return { ...others, code: code !== undefined }
}

async function tokenResponse(config: Config): Promise<unknown> {
  const harness = startHarness(config)
  const response = await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))
  return { status: response.status, type: response.headers.get('content-type') }
}

/** One request of each kind that a fault can be at. */
async function everyExchange(harness: Harness): Promise<void> {
  const wellKnown = ['oauth-protected-resource', 'oauth-protected-resource/mcp/oauth', 'oauth-authorization-server']
  for (const path of wellKnown) await harness.get(`/.well-known/${path}`)
  await registerClient(harness).catch(() => undefined)
  await harness.fetch(mcpRequest('tools/list', {}, undefined, { modern: true }))
  const answer = await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))
  const token = /"access_token":"([^"]+)"/.exec(await answer.text())?.[1]
  if (token !== undefined) await harness.fetch(mcpRequest('tools/list', {}, token, { modern: true }))
}

describe.each(faults.map((fault) => ({ id: fault.id, fault })))('fault $id', ({ id, fault }) => {
  test('off: conforming; on: differs in that alone', async () => {
    const row = rows[id]
    if (row === undefined) throw new Error(`no row for ${id}`)
    expect(await row.observe({ faults: [] })).toEqual(row.off)
    expect(await row.observe({ faults: [id] })).toEqual(row.on)
  })

  test('leaves alone what it is not about', async () => {
    const harness = startHarness({ faults: [id] })
    await harness.get('/oauth/jwks.json')
    const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    for (const path of ['oauth-authorization-server', 'oauth-protected-resource/mcp/oauth']) {
      const url = `${ISSUER}/.well-known/${path}`
      const answer = await harness.fetch(new Request(url, { method: 'OPTIONS', headers: preflight }))
      expect(answer.status).toBe(204)
    }
    expect(harness.events.filter((event) => event.type === 'fault.applied')).toEqual([])
  })

  test('stands in the README', () => {
    expect(readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')).toContain(`| \`${id}\` |`)
  })

  test('provokes a requirement of clients, and says when it acted', async () => {
    expect(requirement(fault.provokes)?.party).toBe('client')
    const harness = startHarness({ faults: [id] })
    await everyExchange(harness)
    const applied = harness.events.filter((event) => event.type === 'fault.applied')
    expect(applied.length).toBeGreaterThan(0)
    for (const event of applied) expect(event).toMatchObject({ fault: id, point: fault.point })
  })
})
