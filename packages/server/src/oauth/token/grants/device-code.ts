import type { Context } from '../../../core/context.ts'
import { OAuthError } from '../../../core/errors.ts'
import { type DeviceAuthorization, deviceAuthorizations } from '../../device/device-authorization.ts'
import { redeemOnce } from '../family.ts'
import type { Authorization, Grant, TokenRequest } from '../grant.ts'
import { sameResource } from '../resource.ts'

/** RFC 8628 §3.5: "the interval MUST be increased by 5 seconds for this and all subsequent requests". */
const SLOWER_BY = 5

/** Ms by which two polls may come closer together than they were sent: networks delay one more than the other. */
const JITTER = 500

/** `grant_type=urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4): a device asks whether its user has decided. */
export const deviceCode: Grant = {
  grantType: 'urn:ietf:params:oauth:grant-type:device_code',
  publicClients: true,
  async authorize({ client, params }: TokenRequest, ctx: Context): Promise<Authorization> {
    const code = params.require('device_code', { reference: { document: 'rfc8628', section: '3.4' } })
    const found = await deviceAuthorizations(ctx).get(code)
    if (found === undefined || found.clientId !== client.clientId) throw unknownCode()
    const resource = sameResource(params.resources, found.resource)
    const subject = await requireApproval(code, ctx)

    const { clientId, scope } = found
    const { grantType } = deviceCode
    const family = await redeemOnce(
      { kind: 'device_code', records: deviceAuthorizations(ctx), code },
      { clientId, grantType, subject, scope, resource },
      ctx,
    )
    return { subject, scope, resource, family }
  },
}

/** Counts one poll and gives the user who has approved. Throws what RFC 8628 §3.5 has for it when there is none. */
async function requireApproval(code: string, ctx: Context): Promise<string> {
  const now = ctx.clock.now()
  let tooEarly = false
  const after = await deviceAuthorizations(ctx).update(code, (current) => {
    tooEarly = current.polledAt !== undefined && now - current.polledAt < current.interval * 1000 - JITTER
    const interval = current.interval + (tooEarly ? SLOWER_BY : 0)
    return waits(current, now) ? { ...current, polledAt: now, interval } : current
  })
  if (after === undefined) throw unknownCode()
  const { decision, endsAt, family } = after
  if (decision?.approved === false) {
    const reference = { document: 'rfc8628', section: '3.5' } as const
    throw new OAuthError('access_denied', 'the user denied the request: stop polling', { status: 400, reference })
  }
  // A used code is for redeemOnce to refuse, which also revokes what it gave.
  if (endsAt <= now && family === undefined) {
    throw new OAuthError('expired_token', 'device_code has expired: stop polling')
  }
  if (decision !== undefined) return decision.subject
  const { interval } = after
  if (!tooEarly) {
    throw new OAuthError('authorization_pending', `the user has not decided yet: poll again in ${interval} seconds`)
  }
  throw new OAuthError('slow_down', `polls come too fast: leave ${interval} seconds between them from now on`, {
    requirement: 'client-polls-device-grant-politely',
  })
}

function waits({ decision, endsAt }: DeviceAuthorization, now: number): boolean {
  return decision === undefined && endsAt > now
}

function unknownCode(): OAuthError {
  return new OAuthError('invalid_grant', 'device_code is unknown, or was issued to another client', {
    reference: { document: 'rfc8628', section: '3.4' },
  })
}
