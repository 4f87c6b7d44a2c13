import { createHash } from 'node:crypto'
import { json, NOT_FOUND, type Recorded, type Reply } from './http-server.ts'

/** How a conforming authorization server may be set up. */
export interface AuthorizationServerSetup {
  /** `''` or `/tenant`. */
  readonly path: string
  readonly metadata: 'oauth' | 'oidc' | 'oidc-appended' | 'none'
  readonly registration: boolean
  readonly registeredMethod: 'none' | 'client_secret_post' | 'client_secret_basic'
  readonly clientIdMetadataDocuments: boolean
  readonly scopesSupported: readonly string[] | undefined
  readonly expiresIn: number | string | undefined
  readonly rotates: boolean
  /** Clients known beforehand: id → secret, or none. */
  readonly clients: Readonly<Record<string, string | undefined>>
  readonly authorizationQuery: string
}

interface Grant {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  readonly resource: string | null
  readonly scope: string | null
}

/** A small authorization server that checks what it is sent. State is inspected by tests. */
export class FakeAuthorizationServer {
  readonly setup: AuthorizationServerSetup
  readonly issuer: string
  readonly origin: string
  readonly clients = new Map<string, string | undefined>()
  readonly codes = new Map<string, Grant>()
  readonly accessTokens = new Set<string>()
  readonly refreshTokens = new Map<string, Grant>()
  readonly revoked: string[] = []
  #counter = 0

  constructor(origin: string, setup: AuthorizationServerSetup) {
    this.setup = setup
    this.origin = origin
    this.issuer = `${origin}${setup.path}`
    for (const [id, secret] of Object.entries(setup.clients)) this.clients.set(id, secret)
  }

  metadata(): Record<string, unknown> {
    const { path, registration, registeredMethod, scopesSupported, clientIdMetadataDocuments, authorizationQuery } =
      this.setup
    const base = `${this.origin}${path}`
    return {
      issuer: this.issuer,
      authorization_endpoint: `${base}/as/authorize${authorizationQuery}`,
      token_endpoint: `${base}/as/token`,
      revocation_endpoint: `${base}/as/revoke`,
      ...(registration ? { registration_endpoint: `${base}/as/register` } : {}),
      ...(scopesSupported === undefined ? {} : { scopes_supported: scopesSupported }),
      ...(clientIdMetadataDocuments ? { client_id_metadata_document_supported: true } : {}),
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: [registeredMethod],
      authorization_response_iss_parameter_supported: true,
    }
  }

  answer(request: Recorded): Reply {
    const { path, metadata } = this.setup
    const wellKnown = {
      oauth: `/.well-known/oauth-authorization-server${path}`,
      oidc: `/.well-known/openid-configuration${path}`,
      'oidc-appended': `${path}/.well-known/openid-configuration`,
      none: '/nowhere',
    }[metadata]
    if (request.path === wellKnown) return json(200, this.metadata())
    const bare = metadata === 'none' ? request.path.replace(/^/, '/as') : request.path.slice(path.length)
    if (bare === '/as/authorize') return this.authorize(request)
    if (bare === '/as/token') return this.token(request)
    if (bare === '/as/register' && this.setup.registration) return this.register(request)
    if (bare === '/as/revoke') return this.revoke(request)
    return NOT_FOUND
  }

  register(request: Recorded): Reply {
    const metadata = JSON.parse(request.body)
    const clientId = `registered-${++this.#counter}`
    const secret = this.setup.registeredMethod === 'none' ? undefined : `s3cret :%+${this.#counter}`
    this.clients.set(clientId, secret)
    return json(201, {
      ...metadata,
      client_id: clientId,
      ...(secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
      token_endpoint_auth_method: this.setup.registeredMethod,
      registration_access_token: `rat-${this.#counter}`,
    })
  }

  authorize({ query }: Recorded): Reply {
    const clientId = query.get('client_id') ?? ''
    if (!this.clients.has(clientId) && !clientId.startsWith('https://')) return json(400, { error: 'invalid_client' })
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256') return json(400, {})
    const code = `code-${++this.#counter}`
    const redirectUri = query.get('redirect_uri') ?? ''
    this.codes.set(code, {
      clientId,
      redirectUri,
      challenge: query.get('code_challenge') ?? '',
      resource: query.get('resource'),
      scope: query.get('scope'),
    })
    const back = new URLSearchParams({ code, state: query.get('state') ?? '', iss: this.issuer })
    return { status: 302, headers: { location: `${redirectUri}?${back}` } }
  }

  token(request: Recorded): Reply {
    const form = new URLSearchParams(request.body)
    const clientId = this.authenticate(request, form)
    if (clientId === undefined) return json(401, { error: 'invalid_client' })
    const grant = form.get('grant_type') === 'refresh_token' ? this.#takeRefresh(form) : this.#takeCode(form)
    if (grant === undefined || grant.clientId !== clientId) return json(400, { error: 'invalid_grant' })
    if (form.get('resource') !== grant.resource) return json(400, { error: 'invalid_target' })
    return this.issue(grant)
  }

  issue(grant: Grant): Reply {
    const accessToken = `at-${++this.#counter}`
    this.accessTokens.add(accessToken)
    const refreshToken = `rt-${this.#counter}`
    this.refreshTokens.set(refreshToken, grant)
    const { expiresIn } = this.setup
    return json(200, {
      access_token: accessToken,
      token_type: 'bearer',
      refresh_token: refreshToken,
      ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
      ...(grant.scope === null ? {} : { scope: grant.scope }),
    })
  }

  #takeCode(form: URLSearchParams): Grant | undefined {
    const code = form.get('code') ?? ''
    const grant = this.codes.get(code)
    this.codes.delete(code)
    const verifier = form.get('code_verifier') ?? ''
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const right =
      grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri') && verifier.length >= 43
    return right ? grant : undefined
  }

  #takeRefresh(form: URLSearchParams): Grant | undefined {
    const token = form.get('refresh_token') ?? ''
    const grant = this.refreshTokens.get(token)
    if (this.setup.rotates) this.refreshTokens.delete(token)
    return grant
  }

  authenticate(request: Recorded, form: URLSearchParams): string | undefined {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (basic === undefined) {
      const id = form.get('client_id') ?? ''
      const known = this.clients.has(id) || id.startsWith('https://')
      const expected = this.clients.get(id)
      return known && (form.get('client_secret') ?? undefined) === expected ? id : undefined
    }
    if (form.has('client_id') || form.has('client_secret')) return undefined
    const [id = '', secret] = Buffer.from(basic, 'base64')
      .toString()
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    return this.clients.has(id) && this.clients.get(id) === secret ? id : undefined
  }

  revoke(request: Recorded): Reply {
    const token = new URLSearchParams(request.body).get('token') ?? ''
    this.revoked.push(token)
    this.accessTokens.delete(token)
    this.refreshTokens.delete(token)
    return { status: 200 }
  }
}
