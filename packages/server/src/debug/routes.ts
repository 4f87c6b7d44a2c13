import { judge } from '../checks/judge.ts'
import type { SettingName } from '../core/config.ts'
import type { Context } from '../core/context.ts'
import { HttpError } from '../core/errors.ts'
import { json, NO_STORE, textResponse } from '../core/http.ts'
import type { Issued } from '../core/issued.ts'
import type { Endpoint, Route } from '../core/route.ts'
import { shownSettings } from '../core/shown-settings.ts'
import { NAME, VERSION } from '../core/version.ts'
import { har } from '../observe/export/har.ts'
import { mermaid } from '../observe/export/mermaid.ts'
import type { Flow } from '../observe/flow.ts'
import type { Flows } from '../observe/flows.ts'
import { Redactor } from '../observe/redact.ts'
import { type About, report } from '../report/document.ts'
import { reportFormats } from '../report/formats.ts'
import { requireAccess } from './access.ts'
import { auditEvent, instant } from './audit.ts'
import type { Journal } from './journal.ts'
import { eventStream } from './stream.ts'
import { summary } from './summary.ts'
import { traceEvent } from './traces.ts'

/** What the debug endpoints look at. */
export interface Debugged {
  readonly flows: Flows
  readonly journal: Journal
  readonly issued: Issued
  /** Where each setting came from, where that is known; else a value that is not the default is from code. */
  readonly sources: Readonly<Partial<Record<SettingName, string>>>
}

/** A page among them brings its style, and nothing else. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

/** Longest list of steps that is asked for without a `limit`. */
const TRACES = 50

/** Read-only views of what the server knows and saw, without secrets. */
export function debugRoutes(debugged: Debugged): readonly Route[] {
  const { flows, journal, issued } = debugged
  const views: Readonly<Record<string, Endpoint>> = {
    '/debug/authorizations': async (_, ctx) => {
      const codes = await issued.codes(ctx)
      return shown({ authorizations: codes.map(withInstant) })
    },
    '/debug/tokens': async (_, ctx) => shown({ tokens: (await issued.tokens(ctx)).map(withInstant) }),
    '/debug/clients': async (_, ctx) => shown({ clients: await issued.clients(ctx) }),
    '/debug/approvals': () => shown({ approvals: journal.latest().flatMap(approval) }),
    '/debug/audit': () => shown({ audit_events: audit(journal, flows) }),
    '/debug/traces': (request) => shown({ trace_events: traces(new URL(request.url).searchParams, debugged) }),
    '/debug/config': (_, ctx) => shown({ settings: shownSettings(ctx.config, debugged.sources) }),
    '/debug/flows': () => shown({ flows: flows.all().map(summary) }),
    '/debug/flows/:id': (request, ctx, { id = '' }) =>
      flowView(flows, id, new URL(request.url).searchParams.get('format'), ctx),
    '/debug/report': (request, ctx) => reportView(new URL(request.url).searchParams, debugged, ctx),
    '/debug/events': (request) => eventStream(journal, request.headers.get('last-event-id') ?? undefined),
  }
  return Object.entries(views).map(([path, view]) => ({
    path,
    endpoint: 'own',
    cors: 'none',
    methods: {
      GET: (request, ctx, params) => {
        requireAccess(request, ctx)
        return view(request, ctx, params)
      },
    },
  }))
}

function shown(body: unknown): Response {
  return json(body, { headers: NO_STORE })
}

function withInstant<T extends { readonly expiresAt: number | undefined }>({ expiresAt, ...rest }: T): object {
  return { ...rest, expires_at: expiresAt === undefined ? null : instant(expiresAt) }
}

function approval(event: ReturnType<Journal['latest']>[number]): readonly object[] {
  if (event.type !== 'authorize.decided' && event.type !== 'device.decided') return []
  return [
    {
      client_id: event.clientId,
      scope: event.scope,
      decision: event.decision,
      mode: event.type === 'authorize.decided' ? event.mode : 'manual',
      admin_scope_confirmed: event.adminScopeConfirmed,
      timestamp: instant(event.at),
    },
  ]
}

function audit(journal: Journal, flows: Flows): unknown {
  const rows = journal.latest().flatMap((event) => auditEvent(event) ?? [])
  return redactorOf(flows).json(rows)
}

function traces(query: URLSearchParams, { journal, flows }: Debugged): readonly unknown[] {
  const wanted = query.get('event_type')
  const limit = query.get('limit') ?? String(TRACES)
  if (!/^-?\d+$/.test(limit)) {
    throw new HttpError(422, 'invalid_limit', 'limit must be a whole number')
  }
  const redactor = redactorOf(flows)
  const steps = journal
    .latest()
    .flatMap((event) => traceEvent(event, redactor) ?? [])
    .filter(({ event_type }) => wanted === null || event_type === wanted)
  return Number(limit) <= 0 ? [] : steps.slice(-Number(limit)).reverse()
}

function redactorOf(flows: Flows): Redactor {
  return new Redactor(flows.all().flatMap(({ exchanges }) => exchanges.map(({ exchange }) => exchange)))
}

function flowView(flows: Flows, id: string, format: string | null, ctx: Context): Response {
  const flow = known(flows, id)
  const write = flowFormats[format ?? 'json']
  if (write === undefined) {
    throw new HttpError(400, 'invalid_format', `format must be one of ${Object.keys(flowFormats).join(', ')}`)
  }
  return write(flow, ctx)
}

/** Every way to write a flow, by name. */
export const flowFormats: Readonly<Record<string, (flow: Flow, ctx: Context) => Response>> = {
  json: (flow) => shown(flowDocument(flow)),
  har: (flow) => shown(har(flow, { name: NAME, version: VERSION })),
  markdown: (flow, ctx) => {
    const text = reportFormats['markdown']?.write(report([flow], about(ctx))) ?? ''
    const diagram = mermaid(flow, remarks(flow))
    return plainText(`${text}\n\`\`\`mermaid\n${diagram}\`\`\`\n`, 'text/markdown; charset=utf-8')
  },
  mermaid: (flow) => plainText(mermaid(flow, remarks(flow)), 'text/vnd.mermaid; charset=utf-8'),
}

function reportView(query: URLSearchParams, { flows }: Debugged, ctx: Context): Response {
  const format = reportFormats[query.get('format') ?? 'json']
  if (format === undefined) {
    throw new HttpError(400, 'invalid_format', `format must be one of ${Object.keys(reportFormats).join(', ')}`)
  }
  const id = query.get('flow')
  const wanted = id === null ? flows.all().filter(isClients) : [known(flows, id)]
  return plainText(format.write(report(wanted, about(ctx))), format.type)
}

function about(ctx: Context): About {
  return { name: NAME, version: VERSION, server: ctx.issuer, now: ctx.clock.now() }
}

/** Whether a flow is of a client, and not of a person who looked at a page or of what probes a port. */
function isClients({ exchanges }: Flow): boolean {
  return exchanges.some(({ exchange: { endpoint } }) => endpoint !== undefined)
}

function known(flows: Flows, id: string): Flow {
  const flow = flows.get(id)
  if (flow !== undefined) return flow
  throw new HttpError(404, 'no_such_flow', 'no flow of this id is kept; /debug/flows lists those that are')
}

function plainText(text: string, type: string): Response {
  return textResponse(text, {
    status: 200,
    headers: { 'content-type': type, 'content-security-policy': REPORT_POLICY, ...NO_STORE },
  })
}

/** A flow in full, without secrets. */
export function flowDocument(flow: Flow): Readonly<Record<string, unknown>> {
  const redactor = new Redactor(flow.exchanges.map(({ exchange }) => exchange))
  return {
    schemaVersion: 1,
    ...summary(flow),
    exchanges: flow.exchanges.map(({ exchange, events, certain }) => ({
      ...redactor.exchange(exchange),
      certain,
      events: events.map((event) => redactor.event(event)),
    })),
    judgements: judge(flow).judgements.map((one) => ({ ...one, note: redactor.text(one.note) })),
  }
}

/** What is wrong in a flow, at the exchange that shows it. */
export function remarks(flow: Flow): readonly { readonly exchange: string; readonly text: string }[] {
  return judge(flow).judgements.flatMap(({ outcome, evidence: [exchange], code, note }) =>
    exchange !== undefined && (outcome === 'fail' || outcome === 'warn')
      ? [{ exchange, text: `${outcome === 'fail' ? '✗' : '!'} ${code} ${note}` }]
      : [],
  )
}
