import type { ConfigInput, Flow, Judgement, Outbound } from '../../src/index.ts'
import { judge } from '../../src/index.ts'
import { obtainCodes, poll } from '../support/device.ts'
import { BASIC, exchangeRequest, JWT_BEARER, logIn, obtainIdJag } from '../support/enterprise.ts'
import {
  type Harness,
  ISSUER,
  mcpRequest,
  RESOURCE,
  registerClient,
  startHarness,
  type Tokens,
} from '../support/harness.ts'
import { ath, newKey, proof } from '../support/proof.ts'
import { ReferenceClient, type Setup } from '../support/reference-client/client.ts'
import type { Deviation } from '../support/reference-client/deviation.ts'
import { DEV_JWT_KEY, NOW, signed } from '../support/signed.ts'

export const DOCUMENT_URL = 'https://client.example/metadata.json'

const DOCUMENT = {
  client_id: DOCUMENT_URL,
  client_name: 'Reference client',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

/** A client that publishes its metadata: the way the newest revision prefers. */
export const PUBLISHED = { id: DOCUMENT_URL, redirectUri: 'http://127.0.0.1:49152/callback' } as const

/** One run of the reference client. */
export interface Scenario {
  readonly config?: ConfigInput
  readonly revision?: Setup['revision']
  readonly identity?: Setup['identity']
  /** Members of its metadata document that are otherwise. */
  readonly document?: Readonly<Record<string, unknown>>
  readonly drive?: (client: ReferenceClient, harness: Harness) => Promise<unknown>
}

/** Everything an ordinary client does: begins, calls, steps up, refreshes twice, ends. */
export async function everything(client: ReferenceClient): Promise<void> {
  await client.connect()
  await client.call('tools/call', { name: 'write_note', arguments: { title: 'Title', content: 'Content' } })
  await client.callAfterExpiry()
  await client.callAfterExpiry()
  await client.disconnect()
}

/** Runs a scenario until the client stops, by itself or because the server would not go on; and past that. */
export async function run(scenario: Scenario, deviation?: Deviation): Promise<Flow> {
  const { config, revision, identity = PUBLISHED, document, drive = everything } = scenario
  const body = JSON.stringify({ ...DOCUMENT, ...document })
  const outbound: Outbound = {
    get: async () => ({ status: 200, headers: new Headers({ 'content-type': 'application/json' }), body }),
    post: async () => {
      throw new Error('nothing is posted here')
    },
  }
  const harness = startHarness(config, { outbound })
  const client = new ReferenceClient(harness, {
    identity,
    ...(revision !== undefined && { revision }),
    ...(deviation !== undefined && { deviation }),
  })
  await drive(client, harness).catch((error: unknown) => {
    // A client that the server refuses stops; a mistake of this test does not hide behind that.
    if (!(error instanceof Error) || error instanceof TypeError) throw error
  })
  harness.clock.advance(600)
  const [flow, ...others] = harness.flows.all()
  if (flow === undefined || others.length > 0) throw new Error(`${others.length + 1} flows instead of one`)
  return flow
}

/** The judgements of a flow that are against its client. */
export function against(flow: Flow): readonly Judgement[] {
  return judge(flow).judgements.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
}

type Drive = NonNullable<Scenario['drive']>

const MACHINE = { client_id: 'dev-confidential-client', client_secret: 'dev-confidential-secret' }

/** A client without a user, that has a secret. */
export function byMachine(
  changes: Readonly<Record<string, string | undefined>>,
  { registersFirst = false }: { readonly registersFirst?: boolean } = {},
): Drive {
  return async (_, harness) => {
    await harness.fetch(mcpRequest('tools/list', {}, undefined, { modern: true }))
    await harness.get('/.well-known/oauth-protected-resource/mcp/oauth')
    if (registersFirst) await registerClient(harness, { application_type: 'native' })
    const form = { grant_type: 'client_credentials', ...MACHINE, resource: RESOURCE, ...changes }
    const fields = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const response = await harness.post('/oauth/token', Object.fromEntries(fields))
    const { access_token } = (await response.json()) as Partial<Tokens>
    if (access_token !== undefined) await harness.fetch(mcpRequest('tools/list', {}, access_token, { modern: true }))
  }
}

/** A client with a device code, that waits so many seconds before each poll. */
export function byDevice(waits: readonly number[]): Drive {
  return async (_, harness) => {
    const { device_code } = await obtainCodes(harness, { resource: RESOURCE })
    for (const seconds of waits) {
      harness.clock.advance(seconds)
      await poll(harness, device_code, { resource: RESOURCE })
    }
  }
}

/** A client that proves a key with each request. */
export function provingKey({
  scheme = 'DPoP',
  repeats = false,
  header = {},
  ignoresNonce = false,
}: {
  readonly scheme?: string
  readonly repeats?: boolean
  readonly header?: Record<string, unknown>
  readonly ignoresNonce?: boolean
}): Drive {
  return async (_, harness) => {
    const key = newKey()
    const form = { grant_type: 'client_credentials', ...MACHINE, resource: RESOURCE }
    const ask = (claims: Record<string, unknown> = {}): Promise<Response> =>
      harness.post('/oauth/token', form, { dpop: proof(key, { header, claims }) })
    let response = await ask()
    const nonce = response.headers.get('dpop-nonce')
    if (!response.ok && nonce !== null) response = await ask(ignoresNonce ? {} : { nonce })
    const { access_token } = (await response.json()) as Partial<Tokens>
    if (access_token === undefined) return
    const fresh = (): string => proof(key, { claims: { htu: RESOURCE, ath: ath(access_token) } })
    const first = fresh()
    for (const dpop of [first, repeats ? first : fresh()]) {
      const headers = { authorization: `${scheme} ${access_token}`, dpop }
      await harness.fetch(mcpRequest('tools/list', {}, undefined, { modern: true, headers }))
    }
  }
}

type Fields = Readonly<Record<string, string | undefined>>

const present = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined))

/** A client of an enterprise, whose identity provider vouches for the user. */
export function byAssertion({
  exchange = {},
  redeem = {},
}: {
  readonly exchange?: Fields
  readonly redeem?: Fields
}): Drive {
  return async (_, harness) => {
    await harness.fetch(mcpRequest('tools/list', {}, undefined, { modern: true }))
    await harness.get('/.well-known/oauth-protected-resource/mcp/oauth')
    const { id_token } = await logIn(harness)
    const answer = await harness.post('/idp/oauth/token', present(exchangeRequest(id_token, exchange)))
    // Whoever is refused has no ID-JAG.
    const { access_token = await obtainIdJag(harness) } = (await answer.json()) as Partial<Tokens>
    const client = { client_id: 'enterprise-mcp-client', client_secret: 'enterprise-mcp-secret' }
    const basic = redeem['client_id'] === undefined ? BASIC : {}
    const other = redeem['client_id'] === undefined ? {} : client
    const form = { grant_type: JWT_BEARER, assertion: access_token, resource: RESOURCE, ...other, ...redeem }
    await harness.post('/oauth/token', present(form), basic)
  }
}

/** A workload with a JWT of its platform. */
export function byWorkload(
  changes: Fields,
  { expired = false, again = false }: { readonly expired?: boolean; readonly again?: boolean } = {},
): Drive {
  return async (_, harness) => {
    const claims = { iss: 'https://workload.example', sub: 'spiffe://workload.example/agent', aud: ISSUER, jti: 'one' }
    const times = { iat: NOW - 900, exp: expired ? NOW - 300 : NOW + 600 }
    const assertion = await signed({ alg: 'ES256', typ: 'JWT' }, { ...claims, ...times }, DEV_JWT_KEY)
    const form = present({ grant_type: JWT_BEARER, assertion, resource: RESOURCE, ...changes })
    await harness.post('/oauth/token', form)
    if (again) await harness.post('/oauth/token', form)
  }
}
