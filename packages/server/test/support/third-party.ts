import { OutboundError } from '../../src/core/outbound.ts'
import type { ConfigInput, Outbound, Store } from '../../src/index.ts'
import { IDP, SERVER } from './enterprise.ts'
import {
  authorizationRequest,
  codeRequest,
  type Harness,
  ISSUER,
  redirected,
  registerClient,
  startHarness,
  type Tokens,
  tokensOf,
} from './harness.ts'
import { type KeptKey, newShared } from './signed.ts'

type Answer = Awaited<ReturnType<Outbound['post']>>

/** What the two servers said to each other. */
export interface Exchange {
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  readonly reach: string
  readonly answer: Answer | undefined
}

/** A server whose users log in at the identity provider, which it asks over a wire that a test can look into and cut. */
export interface ThirdParty {
  readonly harness: Harness
  readonly store: Store
  readonly asked: Exchange[]
  /** What becomes of each answer on the wire; throws for none. */
  alter: (answer: Answer, url: string) => Answer | Promise<Answer>
  /** The access and ID token that the identity provider gave last. */
  upstream(): { readonly access_token: string; readonly id_token: string }
  /** The key that the identity provider signs with. */
  key(): Promise<KeptKey>
}

export const unreachable = (): never => {
  throw new OutboundError('unreachable', 'the wire is cut')
}

export function startThirdParty(config: ConfigInput = {}): ThirdParty {
  const { clock, store } = newShared()
  const asked: Exchange[] = []
  const outbound: Outbound = {
    get: unreachable,
    post: async (url, { fields, headers }, { reach }) => {
      const response = await harness.post(url, { ...fields }, { ...headers })
      const body = response.ok ? await response.text() : ''
      const answer = { status: response.status, headers: response.headers, body }
      asked.push({ url, fields, reach, answer })
      return thirdParty.alter(answer, url)
    },
  }
  const harness = { ...startHarness({ login: 'identity-provider', ...config }, { clock, store, outbound }), clock }
  const thirdParty: ThirdParty = {
    harness,
    store,
    asked,
    alter: (answer) => answer,
    upstream() {
      const { answer } = asked.findLast(({ url }) => url === `${IDP}/oauth/token`) ?? {}
      return JSON.parse(answer?.body ?? '') as { access_token: string; id_token: string }
    },
    async key() {
      const entry = await store.get(`${IDP} signing-keys:ring`)
      const ring = entry?.value as { readonly keys: readonly KeptKey[] } | undefined
      const key = ring?.keys[0]
      if (key === undefined) throw new Error('no key was needed yet')
      return key
    },
  }
  return thirdParty
}

/** One cookie as a browser keeps it. */
interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
}

/** As much of a browser as a login needs: cookies by path, forms, and no redirect that the test did not follow. */
export class FetchBrowser {
  readonly #harness: Harness
  readonly #jar: Cookie[] = []
  /** Every answer it got. */
  readonly seen: { readonly headers: string; readonly text: string }[] = []

  constructor(harness: Harness) {
    this.#harness = harness
  }

  async open(url: string): Promise<Response> {
    return this.#keep(await this.#harness.get(url, this.#cookies(url)))
  }

  /** Presses a button of the form of a page. */
  async answer(page: Response, fields: Record<string, string>): Promise<Response> {
    const html = await page.clone().text()
    const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? ''
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const headers = { ...this.#cookies(action), origin: ISSUER }
    return this.#keep(await this.#harness.post(action, { request, ...fields }, headers))
  }

  #cookies(url: string): Record<string, string> {
    const { pathname } = new URL(url, ISSUER)
    const sent = this.#jar.filter(({ path }) => pathname.startsWith(path))
    return sent.length === 0 ? {} : { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') }
  }

  async #keep(response: Response): Promise<Response> {
    this.seen.push({ headers: JSON.stringify([...response.headers]), text: await response.clone().text() })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = '', path = ''] = /^([^=]+)=([^;]*); Path=([^;]+)/.exec(line) ?? []
      this.#jar.push({ name, value, path })
    }
    return response
  }
}

export const locationOf = (response: Response): string => response.headers.get('location') ?? ''

/** An authorization request that asks on the page. */
export const consentRequest = (changes: Record<string, string | undefined> = {}): string =>
  authorizationRequest({ approval_mode: undefined, ...changes })

/** Consents, and logs in as `subject`; gives the URL by which the identity provider sends the browser back. */
export async function callbackUrl(
  browser: FetchBrowser,
  changes: Record<string, string | undefined> = {},
  subject = 'bob',
): Promise<string> {
  const consented = await browser.answer(await browser.open(consentRequest(changes)), { decision: 'approve' })
  const page = await browser.open(locationOf(consented))
  return locationOf(await browser.answer(page, { decision: 'approve', subject }))
}

/** Tokens of a client that may refresh, for a login as bob. */
export async function tokensByLogin(
  { harness }: ThirdParty,
  browser = new FetchBrowser(harness),
): Promise<Tokens & { client_id: string }> {
  const { client_id = '' } = await registerClient(harness)
  const answer = await browser.open(await callbackUrl(browser, { client_id }))
  const code = redirected(answer).get('code') ?? ''
  const tokens = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), client_id }))
  return { ...tokens, client_id }
}

/** Ends the login at the identity provider. */
export async function revokeUpstream({ harness, upstream }: ThirdParty): Promise<void> {
  const response = await harness.post('/idp/oauth/revoke', { token: upstream().access_token, ...SERVER })
  if (response.status !== 200) throw new Error(`not revoked: ${await response.text()}`)
}
