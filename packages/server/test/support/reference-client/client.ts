import { createHash } from 'node:crypto'
import { type Behaviour, type Deviation, type Message, RIGHT, type Step } from './deviation.ts'
import { challengeOf, discover, type Json, type Login } from './discovery.ts'

/** What the reference client needs of a world: a server, time, and names for its connections. */
export interface World {
  readonly fetch: (request: Request, via?: { readonly connection?: string }) => Promise<Response>
  readonly clock: { advance(seconds: number): void }
}

/** How the reference client is set up. */
export interface Setup {
  readonly resource?: string
  readonly name?: string
  readonly revision?: '2026-07-28' | '2025-11-25' | '2025-06-18'
  /** `dynamic`, or a client it was told of. */
  readonly identity?: 'dynamic' | { readonly id: string; readonly secret?: string; readonly redirectUri: string }
  readonly deviation?: Deviation
  /** What its random values come from; its name, if left out. */
  readonly seed?: string
  /** Waited for before each request: lets a test order the requests of several clients. */
  readonly gate?: () => Promise<void>
}

/** A client written from the specifications: right in everything, unless it is told to deviate in one thing. */
export class ReferenceClient {
  /** Every secret it got or made. */
  readonly secrets: string[] = []
  protected readonly world: World
  protected readonly behaviour: Behaviour
  protected readonly setup: Required<Pick<Setup, 'resource' | 'name' | 'revision' | 'identity'>> & Setup
  #count = 0
  #serial = 0
  #session: string | undefined
  #login: Login | undefined
  #client: { id: string; secret?: string; redirectUri: string } | undefined
  #tokens: { access: string; refresh: string | undefined; scope: readonly string[] } | undefined

  constructor(world: World, setup: Setup = {}) {
    this.world = world
    this.behaviour = { ...RIGHT, ...setup.deviation?.behaviour }
    this.setup = {
      resource: 'http://127.0.0.1:8765/mcp/oauth',
      name: 'reference-client',
      revision: '2026-07-28',
      identity: 'dynamic',
      ...setup,
    }
  }

  /** Begins, logs in when it must, and lists the tools. */
  async connect(): Promise<Json> {
    if (this.setup.revision !== '2026-07-28') await this.#initialize()
    return this.call('tools/list', {})
  }

  /** One call; logs in, refreshes or steps up as it must. */
  async call(method: string, params: Json): Promise<Json> {
    let response = await this.#post(method, params)
    if (response.status === 401) {
      await this.#authorize(response, [])
      response = await this.#post(method, params)
    }
    const { stepUps, stepsUpOnAny403 } = this.behaviour
    const wantsScope = (): boolean =>
      response.status === 403 &&
      (stepsUpOnAny403 || challengeOf(response, this.behaviour).get('error') === 'insufficient_scope')
    for (let ups = 0; wantsScope() && ups < stepUps; ups += 1) {
      await this.#authorize(response, this.behaviour.unitesScopes ? (this.#tokens?.scope ?? []) : [])
      response = await this.#post(method, params)
    }
    return messageIn(await response.text())
  }

  /** Reads all metadata before it is told to. */
  async discoverFirst(): Promise<void> {
    this.#login = await this.#discover(undefined)
  }

  /** Calls when the access token has ended. */
  async callAfterExpiry(method = 'tools/list', params: Json = {}): Promise<Json> {
    this.world.clock.advance(3600)
    return this.call(method, params)
  }

  /** Ends its session, where there is one. */
  async disconnect(): Promise<void> {
    if (this.#session === undefined || !this.behaviour.endsSession) return
    await this.send({ step: 'session-end', method: 'DELETE', url: this.setup.resource, headers: this.#mcpHeaders() })
    this.#session = undefined
  }

  /** Sends one message, after the deviation has changed it. */
  protected async send(message: Message): Promise<Response> {
    await this.setup.gate?.()
    const { method, url, headers, body } = this.setup.deviation?.rewrite?.(message) ?? message
    const browser = message.step === 'authorize' || message.step === 'idp-login'
    const agent = browser ? 'Mozilla/5.0 (X11; Linux x86_64)' : `${this.setup.name}/1.0`
    const request = new Request(url, {
      method,
      headers: { 'user-agent': agent, ...headers },
      ...(body !== undefined && { body }),
    })
    return this.world.fetch(request, { connection: `${this.setup.name} ${browser ? 'browser' : 'client'}` })
  }

  /** Sends a form. */
  protected post(
    step: Step,
    url: string,
    form: Readonly<Record<string, string | undefined>>,
    headers = {},
  ): Promise<Response> {
    const fields = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const body = new URLSearchParams(fields).toString()
    return this.send({
      step,
      method: 'POST',
      url,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  }

  /** A value that nobody can guess. */
  protected random(): string {
    this.#count += 1
    return createHash('sha256')
      .update(`${this.setup.seed ?? this.setup.name} ${this.#count}`)
      .digest('base64url')
  }

  async #initialize(): Promise<void> {
    const info = { name: this.setup.name, version: '1.0' }
    const params = { protocolVersion: this.setup.revision, capabilities: {}, clientInfo: info }
    const answered = async (): Promise<Response> => this.#post('initialize', params)
    let response = await answered()
    if (response.status === 401) {
      await this.#authorize(response, [])
      response = await answered()
    }
    this.#session = response.headers.get('mcp-session-id') ?? undefined
    if (this.#session !== undefined) this.secrets.push(this.#session)
    await response.text()
    await this.#post('notifications/initialized', {})
  }

  #mcpHeaders(): Record<string, string> {
    return {
      ...(this.#tokens !== undefined && { authorization: `Bearer ${this.#tokens.access}` }),
      ...(this.#session !== undefined && {
        'mcp-session-id': this.#session,
        'mcp-protocol-version': this.setup.revision,
      }),
    }
  }

  #post(method: string, params: Json): Promise<Response> {
    const modern = this.setup.revision === '2026-07-28'
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: this.setup.name, version: '1.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    this.#serial += 1
    const id = method.startsWith('notifications/') ? {} : { id: this.#serial }
    return this.send({
      step: 'mcp',
      method: 'POST',
      url: this.setup.resource,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...this.#mcpHeaders(),
        ...(modern && {
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
          ...(typeof params['name'] === 'string' && { 'mcp-name': params['name'] }),
        }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...id, method, params: modern ? { ...params, _meta: meta } : params }),
    })
  }

  /** Gets a token, as a refusal asks for it. */
  async #authorize(refusal: Response, had: readonly string[]): Promise<void> {
    if (!this.behaviour.authorizes) return
    const challenge = challengeOf(refusal, this.behaviour)
    const challenged = challenge.get('scope')?.split(' ')
    const expired = this.#tokens !== undefined && refusal.status === 401
    if (expired && this.behaviour.onExpiry === 'refresh' && (await this.#refresh())) return
    if (this.behaviour.fallsBackToStream) {
      await this.send({
        step: 'mcp',
        method: 'GET',
        url: this.setup.resource,
        headers: { accept: 'text/event-stream' },
      })
    }
    this.#login ??= await this.#discover(challenge.get('resource_metadata'))
    this.#client ??= await this.#identify(this.#login)
    if (this.behaviour.registersAgain) this.#client = await this.#identify(this.#login)
    const scope = this.#scopeFor(this.#login, challenged, had)
    await this.#logIn(this.#login, this.#client, scope)
  }

  #discover(challengeUrl: string | undefined): Promise<Login> {
    const { behaviour, setup } = this
    return discover({ behaviour, resource: setup.resource, send: (message) => this.send(message) }, challengeUrl)
  }

  async #identify({ endpoints }: Login): Promise<{ id: string; secret?: string; redirectUri: string }> {
    const { identity } = this.setup
    const takesUrls = endpoints['client_id_metadata_document_supported'] !== undefined
    const usable = takesUrls || !this.behaviour.checksDocumentSupport
    if (identity !== 'dynamic' && (usable || !identity.id.startsWith('https://'))) return identity
    const redirectUri = 'http://127.0.0.1:49152/callback'
    const metadata = {
      client_name: this.setup.name,
      application_type: 'native',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }
    const guess = this.behaviour.registersUnannounced
      ? `${new URL(this.setup.resource).origin}/oauth/register`
      : undefined
    const url = endpoints['registration_endpoint'] ?? guess
    if (url === undefined) throw new Error('there is no way to register')
    const headers = { 'content-type': 'application/json' }
    const sent = (): Promise<Response> =>
      this.send({ step: 'register', method: 'POST', url, headers, body: JSON.stringify(metadata) })
    let response = await sent()
    for (let times = this.behaviour.retriesRegistration; !response.ok && times > 0; times -= 1) response = await sent()
    const { client_id, registration_access_token } = (await response.json()) as Record<string, string>
    if (client_id === undefined) throw new Error('not registered')
    if (registration_access_token !== undefined) this.secrets.push(registration_access_token)
    return { id: client_id, redirectUri }
  }

  #scopeFor(login: Login, challenged: readonly string[] | undefined, had: readonly string[]): string | undefined {
    const asked = challenged ?? login.resourceScopes
    switch (this.behaviour.scope) {
      case 'everything':
        return login.serverScopes.filter((scope) => !scope.endsWith(':admin')).join(' ')
      case 'too-little':
        return asked?.slice(0, 1).join(' ')
      case 'none':
        return undefined
      case 'offline':
        return [...new Set([...had, ...(asked ?? []), 'offline_access'])].join(' ')
      default:
        return asked === undefined ? undefined : [...new Set([...had, ...asked])].join(' ')
    }
  }

  async #logIn(
    login: Login,
    client: { id: string; secret?: string; redirectUri: string },
    scope: string | undefined,
  ): Promise<void> {
    const { endpoints, resource } = login
    const verifier = this.behaviour.repeatsVerifier ? 'v'.repeat(43) : this.random()
    const state = this.behaviour.repeatsState ? 'the-same-state-every-time' : this.random()
    this.secrets.push(verifier)
    const url = new URL(endpoints['authorization_endpoint'] ?? '')
    const params = {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: client.redirectUri,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource,
      ...(scope !== undefined && { scope }),
      approval_mode: this.behaviour.user === 'approves' ? 'auto_approve' : 'auto_deny',
    }
    const sent = await this.#pushed(endpoints, client.id, params)
    for (const [name, value] of Object.entries(sent)) url.searchParams.set(name, value)
    const response = await this.send({ step: 'authorize', method: 'GET', url: url.href, headers: {} })
    const answer = new URL(response.headers.get('location') ?? 'http://nowhere.example').searchParams
    const code = answer.get('code')
    const less = 'mcp:tools:list'
    if (code === null && this.behaviour.actsOnErrors && scope !== less) {
      return this.#logIn(login, client, less)
    }
    if (code === null) throw new Error(`no code but ${response.status} ${answer.get('error')}`)
    this.secrets.push(code)
    if (this.behaviour.checksState && answer.get('state') !== state) throw new Error('the state is not ours')
    this.#checkIss(answer.get('iss'), endpoints)
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: client.redirectUri,
      code_verifier: verifier,
      resource,
    }
    for (let times = this.behaviour.redeemsTwice ? 2 : 1; times > 0; times -= 1) {
      await this.#take(await this.#tokenRequest('token', endpoints, client, form))
    }
  }

  #checkIss(iss: string | null, endpoints: Readonly<Record<string, unknown>>): void {
    const { checksIss, comparesUnannouncedIss, insistsOnIss, normalisesIss } = this.behaviour
    const announced = endpoints['authorization_response_iss_parameter_supported'] === true
    if (!(announced ? checksIss : comparesUnannouncedIss)) return
    if (iss === null && !announced && !insistsOnIss) return
    const said = normalisesIss ? iss?.replace(/\/$/, '') : iss
    if (said !== endpoints['issuer']) throw new Error('the answer is of another issuer')
  }

  /** What goes into the URL: all of it, or a reference to what was pushed (RFC 9126 §2). */
  async #pushed(
    endpoints: Readonly<Record<string, unknown>>,
    clientId: string,
    params: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string>>> {
    if (endpoints['require_pushed_authorization_requests'] !== true || !this.behaviour.pushes) return params
    const url = String(endpoints['pushed_authorization_request_endpoint'])
    const response = await this.post('push', url, params)
    const { request_uri = '' } = (await response.json()) as Record<string, string>
    return { client_id: clientId, request_uri }
  }

  async #refresh(): Promise<boolean> {
    const [login, client, tokens] = [this.#login, this.#client, this.#tokens]
    if (login === undefined || client === undefined || tokens?.refresh === undefined) return false
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh, resource: login.resource }
    const sent = (): Promise<Response> => this.#tokenRequest('refresh', login.endpoints, client, form)
    const [response] = this.behaviour.refreshesTwiceAtOnce ? await Promise.all([sent(), sent()]) : [await sent()]
    const refreshed = response !== undefined && (await this.#take(response))
    for (let times = this.behaviour.retriesRefusedToken; !refreshed && times > 0; times -= 1) await sent()
    if (refreshed && this.behaviour.keepsOldRefreshToken && this.#tokens !== undefined) {
      this.#tokens = { ...this.#tokens, refresh: tokens.refresh }
    }
    return refreshed
  }

  #tokenRequest(
    step: Step,
    endpoints: Readonly<Record<string, string>>,
    client: { id: string; secret?: string },
    form: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const url = endpoints['token_endpoint'] ?? ''
    if (client.secret === undefined) return this.post(step, url, { ...form, client_id: client.id })
    const pair = [client.id, client.secret].map(encodeURIComponent).join(':')
    return this.post(step, url, form, { authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
  }

  async #take(response: Response): Promise<boolean> {
    const body = (await response.json()) as Record<string, string>
    const { access_token, refresh_token, scope = '', token_type = '' } = body
    if (!response.ok || access_token === undefined) return false
    if (this.behaviour.checksTokenType && token_type.toLowerCase() !== 'bearer')
      throw new Error(`a token of type ${token_type}`)
    this.secrets.push(access_token, ...(refresh_token === undefined ? [] : [refresh_token]))
    this.#tokens = { access: access_token, refresh: refresh_token ?? this.#tokens?.refresh, scope: scope.split(' ') }
    return true
  }
}

function messageIn(text: string): Json {
  const data = text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? '{}')
  return JSON.parse(data) as Json
}
