import type { RequirementId } from '@mcp-auth/spec'
import type { Body, Exchange } from './exchange.ts'
import type { OutboundFailure } from './outbound.ts'

/**
 * Everything the server has to say about itself, named `<artefact>.<past participle>`. Values are raw: redaction
 * belongs to what leaves the process (log, page, export), never to the event.
 */
export interface Events {
  /** A request was answered. Comes after all the events of the exchange but those of its stream. */
  'http.exchanged': { readonly http: Exchange }
  /** The event stream that answered an exchange has ended. */
  'http.streamed': { readonly body: Body }
  /** The server asked somebody else: for a client's metadata document or keys, at the operator's URLs. */
  'outbound.asked': {
    readonly method: 'GET' | 'POST'
    readonly url: string
    readonly answer:
      | { readonly status: number; readonly headers: Headers; readonly body: string }
      | { readonly failure: OutboundFailure | 'error'; readonly message: string }
  }
  'metadata.served': { readonly document: 'authorization-server' | 'protected-resource' | 'jwks' | 'identity-provider' }
  'authorize.requested': { readonly params: Readonly<Record<string, string>> }
  'authorize.decided': {
    readonly clientId: string
    /** Absent where the user logs in only afterwards, at the identity provider. */
    readonly subject?: string
    readonly scope: string
    readonly decision: 'approved' | 'denied'
    readonly mode: 'manual' | 'auto_approve' | 'auto_deny'
    readonly adminScopeConfirmed: boolean
  }
  'authorize.redirected': { readonly location: string }
  /** A user who consented is sent to log in at the identity provider `provider`; `clientId` is the client consented to. */
  'login.requested': { readonly clientId: string; readonly provider: string }
  'login.completed': { readonly clientId: string; readonly provider: string; readonly subject: string }
  'login.failed': { readonly clientId: string; readonly provider: string; readonly error: string }
  /** The identity provider no longer knows the login, and so what was issued for it has ended. */
  'login.ended': { readonly clientId: string; readonly subject: string }
  'device.requested': { readonly clientId: string; readonly scope: string; readonly resource: string }
  'device.decided': {
    readonly clientId: string
    readonly scope: string
    readonly decision: 'approved' | 'denied'
    readonly adminScopeConfirmed: boolean
  }
  /** An authorization request came to the pushed authorization request endpoint, and was right (RFC 9126 §2). */
  'authorize.pushed': {
    readonly clientId: string
    readonly requestUri: string
    readonly params: Readonly<Record<string, string>>
  }
  'client.registered': {
    readonly clientId: string
    readonly redirectUris: readonly string[]
    readonly authenticationMethod: string
    readonly grantTypes: readonly string[]
  }
  /** By its own registration access token (RFC 7592). */
  'client.replaced': { readonly clientId: string; readonly redirectUris: readonly string[] }
  'client.deleted': { readonly clientId: string }
  'client.resolved': { readonly clientId: string }
  'client.authenticated': { readonly clientId: string; readonly method: string }
  /** A client assertion proved its client; beside it, what implementations differ in (RFC 7523 §3). */
  'assertion.accepted': {
    readonly clientId: string
    readonly algorithm: string
    /** What its `aud` names us by. */
    readonly audience: 'issuer' | 'token_endpoint' | 'pushed_authorization_request_endpoint'
    /** Whether it has a `jti`, and so works once. */
    readonly singleUse: boolean
  }
  /** The identity provider gave a client a grant for an authorization server (ID-JAG §4.3). */
  'id-jag.issued': {
    /** Who asked, and who that is at the authorization server. */
    readonly clientId: string
    readonly clientThere: string
    readonly subject: string
    readonly audience: string
    readonly resource: string
    /** Whether the request named the resource, in which revisions of the extension differ. */
    readonly resourceNamed: boolean
    readonly scope: string
  }
  /** An assertion was good as an authorization grant (RFC 7523 §2.1); beside it, what implementations differ in. */
  'grant.accepted': {
    readonly kind: 'id-jag' | 'workload'
    /** The issuer of the assertion. */
    readonly madeBy: string
    readonly subject: string
    readonly clientId: string
    /** What its `aud` names us by. */
    readonly audience: 'issuer' | 'token_endpoint'
  }
  'token.requested': { readonly grantType: string; readonly params: Readonly<Record<string, string>> }
  'token.issued': {
    readonly accessToken: string
    readonly grantType: string
    readonly clientId: string
    readonly subject: string
    readonly scope: string
    readonly audience: string
  }
  /** `clientId` is who asked. */
  'token.introspected': { readonly clientId: string; readonly active: boolean }
  'token.revoked': { readonly kind: 'access_token' | 'refresh_token'; readonly clientId: string }
  /** A code, device code or refresh token came a second time, and what its authorization had given is revoked (RFC 9700 §4.14). */
  'token.replayed': { readonly kind: 'code' | 'device_code' | 'refresh_token'; readonly clientId: string }
  /** A DPoP proof was good, and is now used (RFC 9449 §4.3). */
  'proof.verified': { readonly url: string; readonly thumbprint: string }
  'bearer.minted': { readonly expiresIn: number }
  'mcp.called': {
    readonly surface: string
    readonly method: string
    readonly tool?: string
    readonly subject: string
    readonly clientId?: string
  }
  /** A tool was called by who may; `failed` is an error of its own, `refused` by its schema, `denied` by policy. */
  'tool.called': {
    readonly surface: string
    readonly tool: string
    readonly arguments: unknown
    readonly outcome: 'succeeded' | 'failed' | 'refused' | 'denied'
    readonly subject: string
    readonly clientId?: string
  }
  /** An argument policy forbade a call of a tool. */
  'policy.denied': {
    readonly surface: string
    readonly tool: string
    readonly subject: string
    readonly clientId?: string
    readonly reason: string
  }
  'request.refused': {
    readonly path: string
    readonly status: number
    readonly code: string
    readonly description: string
    readonly requirement?: RequirementId
    readonly reason?: string
  }
  'fault.applied': { readonly fault: string; readonly point: string }
}

/** The name of an event. */
export type EventType = keyof Events

/** What the bus's owner stamps an event with. */
export interface Stamp {
  readonly id: string
  /** In ms by the clock. */
  readonly at: number
  /** The issuer it happened at. */
  readonly issuer: string
  /** The exchange it is part of; absent where it is part of none. */
  readonly exchange?: string
}

/** One event, stamped. */
export type Event<T extends EventType = EventType> = { [K in T]: Stamp & { readonly type: K } & Events[K] }[T]

type Listener = (event: Event) => void

/** In process, synchronous, ordered. A throwing listener is reported and does not stop the others. */
export class EventBus {
  readonly #listeners = new Set<Listener>()
  readonly #onListenerError: (error: unknown) => void

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError
  }

  /** Whether anybody listens; lets a busy path skip stamping an event for nobody. */
  get heard(): boolean {
    return this.#listeners.size > 0
  }

  /** Calls `listener` with every event from now on; the returned function ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Delivers one event to every listener before it returns. */
  publish(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#onListenerError(error)
      }
    }
  }
}
