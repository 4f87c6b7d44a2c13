import type { Context } from '../../core/context.ts'
import type { Params } from '../../core/form.ts'
import type { Client } from '../records.ts'
import type { Renewal } from './refresh-policy.ts'

/** A token request whose shared parts (form, client, permission) are already settled. */
export interface TokenRequest {
  readonly client: Client
  readonly params: Params
  /** The thumbprint of the key that the request proves by DPoP, if any. */
  readonly jkt: string | undefined
}

/** What a grant decides; tokens and wire format are made from it by the endpoint. */
export interface Authorization {
  readonly subject: string
  /** Of the access token. */
  readonly scope: readonly string[]
  readonly resource: string
  /** The family the tokens belong to; without one there is no refresh token. */
  readonly family?: string
  /** When the access token ends at the latest, in seconds since the epoch: when the login ends that it follows. */
  readonly until?: number
  /** The key the tokens get bound to. The endpoint puts it in: whoever proves a key gets bound tokens, whatever the grant. */
  readonly jkt?: string
  /** The grant type that the authorization began with, where it is not that of this request. */
  readonly beganWith?: string
  /** What a refresh left the client with; absent when the authorization is new, and a first refresh token may be given. */
  readonly renewal?: Renewal
}

/**
 * One grant type at the token endpoint. The endpoint parses, authenticates the client, checks that it may use the grant,
 * issues and answers, so that a grant cannot forget a shared step.
 */
export interface Grant {
  /** The value of `grant_type`. */
  readonly grantType: string
  /** Whether a public client may use it. */
  readonly publicClients: boolean
  /** What it is announced by in metadata besides (ID-JAG §7.2). */
  readonly profiles?: readonly string[]
  /** Who asks, where the request proves that by what it redeems; undefined when it is a client that authenticates as usual. */
  withoutClient?(headers: Headers, params: Params, ctx: Context): Promise<SelfProven | undefined>
  authorize(request: TokenRequest, ctx: Context): Promise<Authorization>
}

/** A request whose client is proven by what it redeems, and what becomes of it. */
export interface SelfProven extends Pick<Grant, 'authorize'> {
  readonly client: Client
}
