import { Collection } from '../../core/collection.ts'
import type { Context } from '../../core/context.ts'

/** A device authorization (RFC 8628 §3.1, §3.2). Kept past its end and its use, so that late and second polls are recognised. */
export interface DeviceAuthorization {
  readonly clientId: string
  readonly userCode: string
  readonly scope: readonly string[]
  readonly resource: string
  /** Ms by the clock at which device code and user code end. */
  readonly endsAt: number
  /** Seconds that must lie between two polls. */
  readonly interval: number
  /** Ms by the clock of the last poll. */
  readonly polledAt?: number
  /** Set once: what the user decided, and who that user is. */
  readonly decision?: { readonly approved: boolean; readonly subject: string }
  /** Set when it is redeemed: the family of what it gave. */
  readonly family?: string
}

/** A page that asks for consent to a device authorization. */
export interface DeviceConsent {
  readonly deviceCode: string
  /** The browser that the page was shown in. */
  readonly browser: string
}

/** Device authorizations, by device code. */
export const deviceAuthorizations = (ctx: Context): Collection<DeviceAuthorization> =>
  new Collection('device-authorizations', ctx.store, ctx.clock)

/** Which device code a user code belongs to, by user code. */
export const userCodes = (ctx: Context): Collection<{ readonly deviceCode: string }> =>
  new Collection('user-codes', ctx.store, ctx.clock)

/** Consent pages, by the handle in their form. */
export const deviceConsents = (ctx: Context): Collection<DeviceConsent> =>
  new Collection('device-consents', ctx.store, ctx.clock)
