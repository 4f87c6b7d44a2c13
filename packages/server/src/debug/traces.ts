import type { Event } from '../core/events.ts'
import type { Redactor } from '../observe/redact.ts'
import { instant } from './audit.ts'

/** One step of the server, for whoever looks for the reason of something. */
export interface TraceEvent {
  readonly event_type: string
  readonly client_id: string | null
  readonly detail: string | null
  readonly result: 'success' | 'failure' | 'blocked'
  readonly metadata: Readonly<Record<string, unknown>>
  readonly timestamp: string
}

/** Names of this server's events as the traces have always called them. */
const NAMES: Readonly<Partial<Record<Event['type'], string>>> = {
  'client.registered': 'dcr_register_success',
  'client.resolved': 'cimd_fetch_success',
  'authorize.requested': 'authorize_request_validation',
  'authorize.redirected': 'authorization_code_issued_trace',
  'token.issued': 'token_exchange_success',
  'token.replayed': 'authorization_code_reused',
}

/** An event as a step, redacted; undefined for what is HTTP and not protocol. */
export function traceEvent(event: Event, redactor: Redactor): TraceEvent | undefined {
  if (event.type === 'http.exchanged' || event.type === 'http.streamed') return undefined
  const { id: _id, at: _at, issuer: _issuer, type: _type, exchange, ...metadata } = redactor.event(event)
  const data = metadata as { clientId?: unknown; description?: unknown }
  return {
    event_type: nameOf(event),
    client_id: typeof data.clientId === 'string' ? data.clientId : null,
    detail: typeof data.description === 'string' ? data.description : null,
    result: resultOf(event),
    metadata: { ...metadata, ...(exchange !== undefined && { exchange }) },
    timestamp: instant(event.at),
  }
}

/** The name of an event in the traces. */
export function nameOf(event: Event): string {
  if (event.type === 'request.refused') return REFUSALS[event.path] ?? 'request_refused'
  if (event.type === 'outbound.asked' && event.method === 'GET') {
    if (!('failure' in event.answer)) return 'cimd_fetch_start'
    return event.answer.failure === 'blocked' ? 'cimd_ssrf_blocked' : 'cimd_fetch_error'
  }
  return NAMES[event.type] ?? event.type.replace('.', '_')
}

const REFUSALS: Readonly<Record<string, string>> = {
  '/oauth/register': 'dcr_register_error',
  '/oauth/authorize': 'authorize_request_validation',
  '/oauth/token': 'token_exchange_error',
}

function resultOf(event: Event): TraceEvent['result'] {
  if (event.type === 'outbound.asked' && 'failure' in event.answer) {
    return event.answer.failure === 'blocked' ? 'blocked' : 'failure'
  }
  const failed = event.type === 'request.refused' || event.type === 'login.failed' || event.type === 'token.replayed'
  return failed || event.type === 'policy.denied' ? 'failure' : 'success'
}
