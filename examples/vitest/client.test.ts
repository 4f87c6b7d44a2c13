import {
  Client,
  type OAuthClientInformationMixed,
  type OAuthClientProvider,
  type OAuthTokens,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { expect, inject, test } from 'vitest'

const { url, resources } = inject('server')

/** Your client's own provider would be here. */
class Provider implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1:3000/callback'
  readonly clientMetadata = {
    client_name: 'My client',
    redirect_uris: [this.redirectUrl],
    token_endpoint_auth_method: 'none',
  }
  readonly #saved = { verifier: '' } as {
    verifier: string
    client?: OAuthClientInformationMixed
    tokens?: OAuthTokens
    url?: URL
  }

  state() {
    return crypto.randomUUID()
  }
  clientInformation() {
    return this.#saved.client
  }
  saveClientInformation(client: OAuthClientInformationMixed) {
    this.#saved.client = client
  }
  tokens() {
    return this.#saved.tokens
  }
  saveTokens(tokens: OAuthTokens) {
    this.#saved.tokens = tokens
  }
  codeVerifier() {
    return this.#saved.verifier
  }
  saveCodeVerifier(verifier: string) {
    this.#saved.verifier = verifier
  }
  redirectToAuthorization(url: URL) {
    this.#saved.url = url
  }

  /** What a browser would do; the server decides by itself, so one request is all. */
  async browse(): Promise<URLSearchParams> {
    const answer = await fetch(this.#saved.url ?? '', { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '').searchParams
  }
}

/** As much of the server's report as is looked at here. */
interface Report {
  readonly flows: readonly { readonly findings: readonly { readonly outcome: string; readonly note: string }[] }[]
}

test('my client logs in, calls a tool, and breaks no MUST', async () => {
  const authProvider = new Provider()
  const connection = () => ({
    client: new Client({ name: 'my-client', version: '1' }),
    transport: new StreamableHTTPClientTransport(new URL(resources.oauth), { authProvider }),
  })
  const first = connection()
  await expect(first.client.connect(first.transport)).rejects.toThrow()

  await first.transport.finishAuth(await authProvider.browse())

  const { client, transport } = connection()
  await client.connect(transport)
  expect((await client.callTool({ name: 'ping', arguments: {} })).structuredContent).toEqual({ pong: true })
  await client.close()

  const report = (await (await fetch(`${url}/debug/report`)).json()) as Report
  const broken = report.flows.flatMap(({ findings }) => findings.filter(({ outcome }) => outcome === 'fail'))
  expect(broken).toEqual([])
})
