import {
  type Deviation,
  type Message,
  withHeaders,
  withJson,
  withParams,
} from '../support/reference-client/deviation.ts'
import { behaviour, connect, headers, params, type Row, rewrite } from './row.ts'
import { byAssertion, byDevice, byMachine, byWorkload, everything, provingKey, type Scenario } from './scenario.ts'

const DYNAMIC: Pick<Row, 'scenario' | 'also'> = {
  scenario: { identity: 'dynamic' },
  also: ['prefers-registration-order'],
}
const HANDSHAKE: Pick<Row, 'scenario'> = { scenario: { revision: '2025-11-25' } }

const registering = (change: Readonly<Record<string, unknown>>): Omit<Deviation, 'id'> =>
  rewrite(withJson('register', (body) => ({ ...body, ...change })))

/** Its value in the second and later messages of a step is what it was in the first. */
function frozen(step: Message['step'], name: string): Omit<Deviation, 'id'> {
  let first: string | null = null
  return params(step, (form) => {
    first ??= form.get(name)
    if (first !== null) form.set(name, first)
  })
}

const connectTwice: NonNullable<Scenario['drive']> = async (client) => {
  await client.connect()
  await client.connect()
}
export const rows: readonly Row[] = [
  { check: 'authorizes-on-401', deviation: behaviour({ authorizes: false }), scenario: { drive: connectTwice } },
  { check: 'reads-resource-metadata', deviation: behaviour({ readsResourceMetadata: false }) },
  { check: 'fetches-challenge-url', deviation: behaviour({ followsChallengeUrl: false, asksRootMetadataFirst: true }) },
  {
    check: 'tries-path-metadata-first',
    deviation: behaviour({ asksRootMetadataFirst: true }),
    scenario: {
      drive: async (client) => {
        await client.discoverFirst()
        await everything(client)
      },
    },
  },
  {
    check: 'uses-metadata-endpoints',
    deviation: rewrite((message) =>
      message.step === 'authorize'
        ? { ...message, url: message.url.replace('/oauth/authorize', '/authorize') }
        : message,
    ),
  },
  { check: 'orders-metadata-urls', deviation: behaviour({ asksOpenIdFirst: true }) },
  { check: 'has-client-id', deviation: params('authorize', (query) => query.delete('client_id')) },
  {
    check: 'uses-valid-metadata-document-url',
    deviation: params('authorize', (query) => query.set('client_id', 'https://client.example/a/../metadata.json')),
  },
  { check: 'prefers-registration-order', deviation: {}, scenario: { identity: 'dynamic' }, good: {}, outcome: 'warn' },
  { check: 'sends-application-type', deviation: registering({ application_type: undefined }), ...DYNAMIC },
  {
    check: 'chooses-application-type',
    deviation: registering({ application_type: 'web' }),
    ...DYNAMIC,
    outcome: 'warn',
  },
  {
    check: 'lists-refresh-grant',
    deviation: registering({ grant_types: ['authorization_code'] }),
    ...DYNAMIC,
    outcome: 'warn',
  },
  { check: 'reuses-registration', deviation: behaviour({ registersAgain: true }), ...DYNAMIC, outcome: 'warn' },
  { check: 'uses-code-flow', deviation: params('authorize', (query) => query.set('response_type', 'token')) },
  { check: 'sends-code-challenge', deviation: params('authorize', (query) => query.delete('code_challenge')) },
  { check: 'uses-s256', deviation: params('authorize', (query) => query.set('code_challenge_method', 'plain')) },
  { check: 'renews-code-verifier', deviation: behaviour({ repeatsVerifier: true }) },
  {
    check: 'uses-registered-redirect-uri',
    deviation: params('authorize', (query) => query.set('redirect_uri', 'http://127.0.0.1:49152/elsewhere')),
  },
  {
    check: 'uses-safe-redirect-uri',
    deviation: params('authorize', (query) => query.set('redirect_uri', 'http://client.example/callback')),
    scenario: { identity: { id: 'dev-public-client', redirectUri: 'http://127.0.0.1:49152/callback' }, drive: connect },
  },
  { check: 'sends-state', deviation: params('authorize', (query) => query.delete('state')), outcome: 'warn' },
  { check: 'sends-state', deviation: frozen('authorize', 'state'), outcome: 'warn' },
  {
    check: 'sends-resource-in-authorization',
    deviation: params('authorize', (query) => query.delete('resource')),
  },
  {
    check: 'sends-canonical-resource',
    deviation: params('authorize', (query) => query.set('resource', 'http://127.0.0.1:8765/another')),
  },
  {
    check: 'sends-specific-resource',
    deviation: params('authorize', (query) => query.set('resource', 'http://127.0.0.1:8765/mcp/oauth/')),
    outcome: 'warn',
  },
  {
    check: 'sends-specific-resource',
    deviation: params('authorize', (query) => query.set('resource', 'http://127.0.0.1:8765/')),
  },
  {
    check: 'requests-challenged-scope',
    deviation: behaviour({ scope: 'everything' }),
    scenario: { drive: connect },
    outcome: 'warn',
  },
  { check: 'trusts-challenged-scope', deviation: behaviour({ scope: 'too-little' }), scenario: { drive: connect } },
  {
    check: 'may-request-offline-access',
    deviation: behaviour({ scope: 'offline' }),
    good: { scenario: { config: { offlineAccess: true } }, behaviour: { scope: 'offline' } },
  },
  { check: 'repeats-no-parameter', deviation: params('authorize', (query) => query.append('state', 'another-state')) },
  {
    check: 'pushes-required-requests',
    deviation: behaviour({ pushes: false }),
    scenario: { config: { requirePushedAuthorizationRequests: true } },
  },
  {
    check: 'rejects-mismatched-iss',
    deviation: behaviour({ checksIss: false }),
    scenario: { config: { faults: ['wrong-iss'] } },
  },
  {
    check: 'rejects-missing-iss',
    deviation: behaviour({ checksIss: false }),
    scenario: { config: { faults: ['missing-iss'] } },
  },
  {
    check: 'checks-state',
    deviation: behaviour({ checksState: false }),
    scenario: { config: { faults: ['wrong-state'] } },
    outcome: 'warn',
  },
  { check: 'sends-code-once', deviation: behaviour({ redeemsTwice: true }), scenario: { drive: connect } },
  {
    check: 'posts-token-request',
    deviation: rewrite((message) =>
      message.step === 'token'
        ? {
            ...message,
            headers: { ...message.headers, 'content-type': 'application/json' },
            body: JSON.stringify(Object.fromEntries(new URLSearchParams(message.body))),
          }
        : message,
    ),
  },
  { check: 'sends-code-verifier', deviation: params('token', (form) => form.delete('code_verifier')) },
  { check: 'sends-resource-in-token-request', deviation: params('token', (form) => form.delete('resource')) },
  { check: 'sends-resource-on-refresh', deviation: params('refresh', (form) => form.delete('resource')) },
  {
    check: 'authenticates-as-registered',
    deviation: rewrite((message) =>
      message.step === 'token'
        ? withHeaders('token', () => ({ authorization: `Basic ${Buffer.from('a:b').toString('base64')}` }))(
            withParams('token', (form) => form.set('client_secret', 'b'))(message),
          )
        : message,
    ),
  },
  {
    check: 'repeats-redirect-uri',
    deviation: params('token', (form) => form.set('redirect_uri', 'http://127.0.0.1:49152/elsewhere')),
  },
  {
    check: 'drops-rejected-credentials',
    deviation: behaviour({ retriesRefusedToken: 3 }),
    scenario: { config: { refreshTokenLifetime: 60 } },
    outcome: 'warn',
  },
  {
    check: 'sends-bearer-header',
    deviation: headers('mcp', ({ headers: { authorization } }) =>
      authorization === undefined ? {} : { authorization: undefined, 'x-token': authorization.slice(7) },
    ),
    scenario: { drive: connect },
  },
  {
    check: 'sends-token-on-every-request',
    deviation: headers('session-end', () => ({ authorization: undefined })),
    ...HANDSHAKE,
  },
  {
    check: 'keeps-token-out-of-query',
    deviation: rewrite((message) => {
      const { authorization } = message.headers
      return message.step === 'mcp' && authorization !== undefined
        ? { ...message, url: `${message.url}?access_token=${authorization.slice(7)}` }
        : message
    }),
  },
  {
    check: 'sends-token-nowhere-else',
    deviation: tokenTo('refresh'),
  },
  {
    check: 'protects-tokens',
    deviation: refreshTokenTo('mcp'),
  },
  {
    check: 'sends-no-foreign-token',
    deviation: refreshTokenAsAccessToken(),
    scenario: {
      drive: async (client) => {
        await client.connect()
        await client.callAfterExpiry()
      },
    },
  },
  { check: 'recovers-from-expired-token', deviation: behaviour({ onExpiry: 'login' }), outcome: 'warn' },
  {
    check: 'refreshes-within-grant',
    deviation: params('refresh', (form) => form.set('scope', 'mcp:tools:list mcp:tools:admin')),
  },
  { check: 'uses-rotated-refresh-token', deviation: behaviour({ keepsOldRefreshToken: true }) },
  {
    check: 'uses-rotated-refresh-token',
    deviation: behaviour({ refreshesTwiceAtOnce: true }),
    scenario: { config: { refreshPolicy: 'rotate-with-grace' } },
    outcome: 'warn',
  },
  { check: 'steps-up', deviation: behaviour({ stepUps: 0 }), outcome: 'warn' },
  { check: 'unites-scopes', deviation: behaviour({ unitesScopes: false }), outcome: 'warn' },
  {
    check: 'protects-session-id',
    deviation: rewrite((message) => {
      const session = message.headers['mcp-session-id']
      return session === undefined ? message : { ...message, url: `${message.url}?session=${session}` }
    }),
    ...HANDSHAKE,
  },
  {
    check: 'sends-version-header',
    deviation: headers('mcp', () => ({ 'mcp-protocol-version': undefined })),
    ...HANDSHAKE,
  },
  { check: 'sends-version-header', deviation: headers('mcp', () => ({ 'mcp-protocol-version': undefined })) },
  {
    check: 'sends-self-contained-requests',
    deviation: rewrite(withJson('mcp', (body) => without(body, 'io.modelcontextprotocol/clientCapabilities'))),
  },
  { check: 'sends-mirror-headers', deviation: headers('mcp', () => ({ 'mcp-method': undefined })) },
  {
    check: 'keeps-session',
    deviation: headers('mcp', () => ({ 'mcp-session-id': undefined })),
    ...HANDSHAKE,
  },
  { check: 'falls-back-only-on-absence', deviation: behaviour({ fallsBackToStream: true }) },
  {
    check: 'uses-client-credentials',
    deviation: {},
    scenario: { drive: byMachine({}, { registersFirst: true }) },
    good: { scenario: { drive: byMachine({}) } },
  },
  {
    check: 'sends-resource-with-client-credentials',
    deviation: {},
    scenario: { drive: byMachine({ resource: undefined }) },
    good: { scenario: { drive: byMachine({}) } },
  },
  {
    check: 'authenticates-machine',
    deviation: {},
    scenario: { drive: byMachine({ client_secret: undefined }) },
    good: { scenario: { drive: byMachine({}) } },
  },
  {
    check: 'polls-device-grant-politely',
    deviation: {},
    scenario: { drive: byDevice([5, 1]) },
    good: { scenario: { drive: byDevice([5, 5]) } },
  },
  {
    check: 'uses-dpop-scheme',
    deviation: {},
    scenario: { drive: provingKey({ scheme: 'Bearer' }) },
    good: { scenario: { drive: provingKey({}) } },
  },
  {
    check: 'sends-fresh-proof',
    deviation: {},
    scenario: { drive: provingKey({ repeats: true }) },
    good: { scenario: { drive: provingKey({}) } },
  },
  {
    check: 'exchanges-identity-assertion',
    deviation: {},
    scenario: {
      drive: byAssertion({ exchange: { requested_token_type: 'urn:ietf:params:oauth:token-type:access_token' } }),
    },
    good: { scenario: { drive: byAssertion({}) } },
  },
  {
    check: 'names-server-as-audience',
    deviation: {},
    scenario: { drive: byAssertion({ exchange: { audience: 'http://127.0.0.1:8765/' } }) },
    good: { scenario: { drive: byAssertion({}) } },
  },
  {
    check: 'names-resource-in-exchange',
    deviation: {},
    scenario: { drive: byAssertion({ exchange: { resource: undefined } }) },
    good: { scenario: { drive: byAssertion({}) } },
    outcome: 'warn',
  },
  {
    check: 'names-resource-in-exchange',
    deviation: {},
    scenario: { drive: byAssertion({ exchange: { resource: 'http://127.0.0.1:8765/other' } }) },
    good: { scenario: { drive: byAssertion({}) } },
  },
  {
    check: 'authenticates-at-both-servers',
    deviation: {},
    scenario: { drive: byAssertion({ redeem: { client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' } }) },
    good: { scenario: { drive: byAssertion({}) } },
  },
  {
    check: 'redeems-id-jag',
    deviation: {},
    scenario: { drive: byAssertion({ redeem: { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' } }) },
    good: { scenario: { drive: byAssertion({}) } },
  },
  {
    check: 'redeems-workload-jwt',
    deviation: {},
    scenario: { drive: byWorkload({ client_id: 'dev-admin-client', client_secret: 'dev-admin-secret' }) },
    good: { scenario: { drive: byWorkload({}) } },
  },
  {
    check: 'sends-resource-with-workload-jwt',
    deviation: {},
    scenario: { drive: byWorkload({ resource: undefined }) },
    good: { scenario: { drive: byWorkload({}) } },
  },
  {
    check: 'reports-workload-errors',
    deviation: {},
    scenario: { drive: byWorkload({}, { expired: true, again: true }) },
    good: { scenario: { drive: byWorkload({}, { expired: true }) } },
    outcome: 'warn',
  },
  {
    check: 'proves-key-at-token-endpoint',
    deviation: {},
    scenario: { drive: provingKey({ header: { typ: 'JWT' } }) },
    good: { scenario: { drive: provingKey({}) } },
  },
  {
    check: 'repeats-with-dpop-nonce',
    deviation: {},
    scenario: { config: { dpopNonces: 'authorization-server' }, drive: provingKey({ ignoresNonce: true }) },
    good: { scenario: { config: { dpopNonces: 'authorization-server' }, drive: provingKey({}) } },
  },
  { check: 'serves-metadata-document', deviation: {}, scenario: { document: { client_name: undefined } }, good: {} },
  {
    check: 'publishes-no-shared-secret',
    deviation: {},
    scenario: { document: { client_secret: 'for-everybody' } },
    good: {},
  },
]

/** Presents the latest access token in messages of another step. */
function tokenTo(step: Message['step']): Omit<Deviation, 'id'> {
  let token: string | undefined
  return rewrite((message) => {
    token = message.headers['authorization'] ?? token
    return message.step === step && token !== undefined
      ? { ...message, headers: { ...message.headers, authorization: token } }
      : message
  })
}

/** Shows a refresh token, once it was used, in messages of another step. */
function refreshTokenTo(step: Message['step']): Omit<Deviation, 'id'> {
  let token: string | null = null
  return rewrite((message) => {
    if (message.step === 'refresh') token = new URLSearchParams(message.body).get('refresh_token')
    return message.step === step && token !== null
      ? { ...message, headers: { ...message.headers, 'x-refresh': token } }
      : message
  })
}

/** Presents the refresh token, once it was used, in place of the access token. */
function refreshTokenAsAccessToken(): Omit<Deviation, 'id'> {
  let token: string | null = null
  return rewrite((message) => {
    if (message.step === 'refresh') token = new URLSearchParams(message.body).get('refresh_token')
    const swaps = message.step === 'mcp' && token !== null
    return swaps ? { ...message, headers: { ...message.headers, authorization: `Bearer ${token}` } } : message
  })
}

function without(body: Record<string, unknown>, name: string): unknown {
  const request = body as { params?: { _meta?: Record<string, unknown> } }
  const meta = Object.fromEntries(Object.entries(request.params?._meta ?? {}).filter(([key]) => key !== name))
  return { ...request, params: { ...request.params, _meta: meta } }
}
