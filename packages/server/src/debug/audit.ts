import type { Event } from '../core/events.ts'
import { fingerprint } from '../core/fingerprint.ts'

/** One line of the audit: who did what, with what result. */
export interface AuditEvent {
  readonly event_type: string
  readonly client_id: string | null
  readonly scope: string | null
  readonly grant_type: string | null
  readonly tool: string | null
  readonly result: string | null
  readonly detail: string | null
  readonly token_hash: string | null
  readonly code_hash: string | null
  readonly timestamp: string
}

/** An instant as all of /debug writes it: ISO 8601, to the second or finer, in UTC as `+00:00`. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+00:00')
}

/** What an event is to an auditor; undefined: nothing. */
export function auditEvent(event: Event): AuditEvent | undefined {
  const row = rowOf(event)
  return row === undefined ? undefined : { ...EMPTY, ...row, timestamp: instant(event.at) }
}

const EMPTY = {
  client_id: null,
  scope: null,
  grant_type: null,
  tool: null,
  result: null,
  detail: null,
  token_hash: null,
  code_hash: null,
}

type Row = { readonly event_type: string } & Partial<Omit<AuditEvent, 'event_type' | 'timestamp'>>

function rowOf(event: Event): Row | undefined {
  switch (event.type) {
    case 'client.registered':
      return {
        event_type: 'registration',
        client_id: event.clientId,
        result: 'registered',
        detail: `auth_method=${event.authenticationMethod} grants=[${event.grantTypes.join(', ')}]`,
      }
    case 'client.replaced':
    case 'client.deleted':
      return { event_type: 'registration', client_id: event.clientId, result: event.type.slice('client.'.length) }
    case 'authorize.redirected':
      return codeIssued(event.location)
    case 'authorize.decided':
    case 'device.decided':
      return {
        event_type: 'approval',
        client_id: event.clientId,
        scope: event.scope,
        result: event.decision,
        detail: `mode=${'mode' in event ? event.mode : 'manual'} admin_confirmed=${event.adminScopeConfirmed}`,
      }
    case 'device.requested':
      return { event_type: 'device_code_issued', client_id: event.clientId, scope: event.scope, result: 'issued' }
    case 'mcp.called':
      return {
        event_type: 'mcp_request',
        client_id: event.clientId ?? null,
        tool: event.tool ?? null,
        result: 'accepted',
        detail: `surface=${event.surface} method=${event.method}`,
      }
    case 'policy.denied':
      return {
        event_type: 'policy_denied',
        client_id: event.clientId ?? null,
        tool: event.tool,
        result: 'denied',
        detail: event.reason,
      }
    case 'request.refused':
      return {
        event_type: 'request_refused',
        result: event.code,
        detail: `${event.status} ${event.path}: ${event.description}`,
      }
    default:
      return tokenRow(event)
  }
}

function tokenRow(event: Event): Row | undefined {
  switch (event.type) {
    case 'token.issued':
      return {
        event_type: 'token_issued',
        client_id: event.clientId,
        scope: event.scope,
        grant_type: event.grantType,
        result: 'issued',
        token_hash: fingerprint(event.accessToken),
      }
    case 'token.revoked':
      return { event_type: 'token_revoked', client_id: event.clientId, result: 'revoked', detail: event.kind }
    case 'token.replayed':
      return { event_type: 'token_replayed', client_id: event.clientId, result: 'refused', detail: event.kind }
    case 'bearer.minted':
      return { event_type: 'bearer_minted', result: 'issued', detail: `expires_in=${event.expiresIn}` }
    default:
      return undefined
  }
}

function codeIssued(location: string): Row | undefined {
  const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null
  return code === null
    ? undefined
    : { event_type: 'authorization_code_issued', result: 'issued', code_hash: fingerprint(code) }
}
