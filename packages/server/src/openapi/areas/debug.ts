import { settings } from '../../core/config.ts'
import { NAME } from '../../core/version.ts'
import { flowFormats } from '../../debug/routes.ts'
import { reportFormats } from '../../report/formats.ts'
import { header, query } from '../fields.ts'
import { either, jsonAnswer, NEVER_STORED, refused } from '../responses.ts'
import { observers } from '../security.ts'
import {
  ANYTHING,
  type Area,
  type Described,
  type Json,
  listOf,
  members,
  oneOfTexts,
  ref,
  TEXT,
  type Told,
} from '../shape.ts'

const MAYBE: Json = { type: ['string', 'null'] }
const COUNT: Json = { type: 'integer' }

const ROWS = {
  authorization: members({ code_hash: TEXT, client_id: TEXT, scope: TEXT, resource: TEXT, expires_at: MAYBE }),
  token: members({
    token_hash: TEXT,
    client_id: TEXT,
    scope: TEXT,
    grant_type: TEXT,
    audience: TEXT,
    issuer: TEXT,
    revoked: MAYBE,
    expires_at: MAYBE,
  }),
  client: members(
    {
      client_id: TEXT,
      token_endpoint_auth_method: TEXT,
      grant_types: listOf(TEXT),
      response_types: listOf(TEXT),
      scope: TEXT,
      client_name: MAYBE,
      client_id_issued_at: COUNT,
      has_client_secret: { type: 'boolean' },
      redirect_uris: listOf(TEXT),
    },
    ['redirect_uris'],
  ),
  approval: members({
    client_id: TEXT,
    scope: TEXT,
    decision: oneOfTexts(['approved', 'denied']),
    mode: TEXT,
    admin_scope_confirmed: { type: 'boolean' },
    timestamp: TEXT,
  }),
  audit: members({
    event_type: TEXT,
    client_id: MAYBE,
    scope: MAYBE,
    grant_type: MAYBE,
    tool: MAYBE,
    result: MAYBE,
    detail: MAYBE,
    token_hash: MAYBE,
    code_hash: MAYBE,
    timestamp: TEXT,
  }),
  trace: members({
    event_type: TEXT,
    client_id: MAYBE,
    detail: MAYBE,
    result: oneOfTexts(['success', 'failure', 'blocked']),
    metadata: ANYTHING,
    timestamp: TEXT,
  }),
  flow: members({
    id: TEXT,
    client: ANYTHING,
    revision: MAYBE,
    startedAt: TEXT,
    lastAt: TEXT,
    ended: { type: 'boolean' },
    exchanges: COUNT,
    dropped: COUNT,
    outcomes: { type: 'object', additionalProperties: COUNT },
  }),
} as const

/** A view that everybody may see who may see what was observed. */
function view(summary: string, success: Json, more: { parameters?: readonly Json[]; refused?: Json } = {}): Described {
  return {
    GET: (told) => ({
      summary,
      security: observers(told),
      ...(more.parameters !== undefined && { parameters: more.parameters }),
      responses: { 200: success, ...locked(told), ...more.refused },
    }),
  }
}

/** Whoever has to show the token and does not hears 401; where there is no token, off loopback, everybody hears 403. */
export function locked({ ctx }: Told): Readonly<Record<string, Json>> {
  if (ctx.config.debugToken === undefined) return {}
  return {
    401: refused('`debug_token_needed`: present the token of the setting `debugToken`.', {
      'WWW-Authenticate': ref('headers/BearerChallenge'),
    }),
  }
}

function rows(summary: string, name: string, row: Json, more: Parameters<typeof view>[2] = {}): Described {
  return view(summary, jsonAnswer(summary, members({ [name]: listOf(row) }), { headers: NEVER_STORED }), more)
}

/** An answer in one of several formats. */
function formatted(description: string, types: Readonly<Record<string, Json>>): Json {
  return {
    description,
    headers: NEVER_STORED,
    content: Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }])),
  }
}

const format = (names: readonly string[]): Json =>
  query('format', 'How it is written; json without', { schema: oneOfTexts(names) })

const SETTINGS = members(
  Object.fromEntries(Object.keys(settings).map((name) => [name, members({ value: {}, source: TEXT })])),
)

const reportTypes = Object.fromEntries(
  Object.values(reportFormats).map(({ type }) => [type.split(';')[0] ?? type, /\bjson$/.test(type) ? ANYTHING : TEXT]),
)

const flowTypes = { 'application/json': ANYTHING, 'text/markdown': TEXT, 'text/vnd.mermaid': TEXT }

/** What was seen and given, for programs. */
export const debug: Area = {
  tag: { name: 'Debug', description: `What ${NAME} gave and saw, read-only and without secrets.` },
  paths: {
    '/debug/authorizations': rows('Codes that nobody has redeemed', 'authorizations', ROWS.authorization),
    '/debug/tokens': rows('Access tokens', 'tokens', ROWS.token),
    '/debug/clients': rows('Clients', 'clients', ROWS.client),
    '/debug/approvals': rows('Decisions of users', 'approvals', ROWS.approval),
    '/debug/audit': rows('Who did what', 'audit_events', ROWS.audit),
    '/debug/traces': rows('Every step of the server, the latest first', 'trace_events', ROWS.trace, {
      parameters: [
        query('event_type', 'Steps of this type alone'),
        query('limit', 'How many at most', { schema: { type: 'integer' } }),
      ],
      refused: { 422: refused('`invalid_limit`: limit is no whole number.') },
    }),
    '/debug/config': view(
      'Settings in force',
      jsonAnswer('Each with its source', members({ settings: SETTINGS }), { headers: NEVER_STORED }),
    ),
    '/debug/flows': rows('Attempts of clients', 'flows', ROWS.flow),
    '/debug/flows/:id': view('One attempt, with all its exchanges and verdicts', formatted('The flow', flowTypes), {
      parameters: [format(Object.keys(flowFormats))],
      refused: {
        400: refused('`invalid_format`: there is no such format.'),
        404: either(refused('`no_such_flow`: no flow of this id is kept.')),
      },
    }),
    '/debug/report': view('Verdicts of all clients, or of one flow', formatted('The report', reportTypes), {
      parameters: [format(Object.keys(reportFormats)), query('flow', 'The id of a flow')],
      refused: {
        400: refused('`invalid_format`: there is no such format.'),
        404: refused('`no_such_flow`: no flow of this id is kept.'),
      },
    }),
    '/debug/events': view(
      'Everything that happens, as it does',
      { description: 'Server-sent events', content: { 'text/event-stream': { schema: TEXT } } },
      { parameters: [header('Last-Event-ID', 'Where to resume')] },
    ),
  },
}
