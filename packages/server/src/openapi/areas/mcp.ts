import { LATEST_REVISION } from '@mcp-auth/spec'
import { challenge } from '../../core/http.ts'
import { basicScopes } from '../../core/scopes.ts'
import { NAME } from '../../core/version.ts'
import { metadataPath } from '../../mcp/metadata.ts'
import { methodScopes } from '../../mcp/method-scopes.ts'
import { PROTOCOL_VERSIONS } from '../../mcp/protocol-versions.ts'
import type { McpResource } from '../../mcp/resources/resource.ts'
import { formBody, header, jsonBody, query } from '../fields.ts'
import { mcpBody, mcpExamples } from '../mcp-bodies.ts'
import {
  type Case,
  challenges,
  either,
  empty,
  jsonAnswer,
  nonce,
  page,
  refusals,
  refused,
  withHeader,
} from '../responses.ts'
import { callers } from '../security.ts'
import {
  type Area,
  type Describe,
  type Json,
  type Operation,
  oneOfTexts,
  ref,
  type ServedTool,
  type Told,
} from '../shape.ts'
import { PROOF } from './token.ts'

const MESSAGE = { anyOf: [ref('schemas/JsonRpcResult'), ref('schemas/JsonRpcError')] }
const EVENTS = { schema: { type: 'string', description: 'Server-sent events; `data` of each is a JSON-RPC message' } }
const SESSION = header('Mcp-Session-Id', `The session that the handshake began; ${LATEST_REVISION} has none`)
const REVISION = header(
  'MCP-Protocol-Version',
  'The revision in use; 2025-03-26 without',
  oneOfTexts(PROTOCOL_VERSIONS),
)
const STATELESS: readonly Json[] = [
  header('Mcp-Method', `In ${LATEST_REVISION}: the method, as in the body`),
  header('Mcp-Name', `In ${LATEST_REVISION}: the tool, prompt or resource, as in the body`),
]

function surfaceOf({ served, route }: Told): McpResource {
  const found = served.surfaces.find(({ path }) => path === route.path)
  if (found === undefined) throw new Error(`${route.path} is no surface`)
  return found
}

/** What is wrong with a token: each kind of surface has its own codes. */
function tokenCases({ discoverable }: McpResource): readonly Case[] {
  const bound: readonly Case[] = [
    ['invalid_dpop_proof', 'the DPoP proof is wrong', 401],
    ['use_dpop_nonce', 'the DPoP proof needs a nonce', 401],
    ['insufficient_scope', 'this operation needs the scope that the challenge names'],
  ]
  return [['invalid_token', 'the access token is unknown here, expired or revoked'], ...(discoverable ? bound : [])]
}

/** What a refusal of a token says besides, in the header (RFC 6750 §3, RFC 9728 §5.1). */
function challengeOf(resource: McpResource, { ctx }: Told): Json {
  return {
    description: 'One challenge for each scheme that is taken',
    schema: { type: 'string', pattern: '^(Bearer|DPoP) ' },
    example: challenge(resource.discoverable && ctx.config.dpopRequired ? 'DPoP' : 'Bearer', {
      realm: NAME,
      ...(resource.discoverable && {
        scope: basicScopes.join(' '),
        resource_metadata: ctx.issuer + metadataPath(resource),
      }),
    }),
  }
}

/** Everything that is refused about tokens, each with its challenge: none that is well-formed, none that is good, too little scope. */
function tokenRefusals(told: Told, cases: readonly Case[]): Readonly<Record<string, Json>> {
  const header = challengeOf(surfaceOf(told), told)
  const malformed: Case = ['invalid_request', 'there is no token in the Authorization header']
  const given = challenges(told, [malformed, ...cases], header)
  return Object.fromEntries(
    Object.entries(given).map(([status, one]) => [status, withHeader('WWW-Authenticate', header, one)]),
  )
}

function parametersOf(resource: McpResource, { ctx }: Told): readonly Json[] {
  return [...(ctx.config.sessions ? [SESSION] : []), ...(resource.discoverable ? [PROOF] : [])]
}

const post: Describe = (told) => {
  const resource = surfaceOf(told)
  const tools = told.served.tools.get(resource.id) ?? []
  const { sessions } = told.ctx.config
  const refusedTokens = tokenRefusals(told, tokenCases(resource))
  return {
    summary: resource.title,
    description: about(resource, tools),
    security: callers(resource, told),
    parameters: [REVISION, ...STATELESS, ...parametersOf(resource, told)],
    requestBody: jsonBody(mcpBody(tools), mcpExamples(tools)),
    responses: {
      200: answer(resource, told),
      202: empty('Notifications alone: nothing to answer'),
      ...refusedTokens,
      400: either(
        jsonAnswer(
          'No message, a revision that is not served, or headers and body that disagree.',
          ref('schemas/JsonRpcError'),
        ),
        refused('`invalid_request`: a batch, in a revision without batches.'),
        refusedTokens['400'],
      ),
      404: either(
        jsonAnswer(`${LATEST_REVISION}: there is no such method.`, ref('schemas/JsonRpcError')),
        ...(sessions ? [refused('`session_not_found`: no session of the caller.')] : []),
      ),
      406: jsonAnswer('`Accept` must have application/json and text/event-stream.', ref('schemas/JsonRpcError')),
      415: jsonAnswer('The body must be application/json.', ref('schemas/JsonRpcError')),
      ...(sessions && refusals(told, [['temporarily_unavailable', 'too many sessions are alive here']])),
    },
  }
}

function answer(resource: McpResource, told: Told): Json {
  const headers = {
    ...(told.ctx.config.sessions && { 'Mcp-Session-Id': ref('headers/Session') }),
    ...(resource.discoverable && nonce('resource', told)),
  }
  return {
    description: 'Answers, as JSON or as a stream; what MCP refuses is an error in the message',
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { 'application/json': { schema: MESSAGE }, 'text/event-stream': EVENTS },
  }
}

function about({ instructions, discoverable }: McpResource, tools: readonly ServedTool[]): string {
  const methods = Object.entries(methodScopes).flatMap(([name, scope]) => (scope === undefined ? [] : [[name, scope]]))
  const rows = [...methods, ...tools.map(({ name, scope }) => [`tools/call ${name}`, scope.join(' ')])]
  const scopes = rows.map(([what, scope]) => `| \`${what}\` | \`${scope}\` |`).join('\n')
  return `${instructions}

Revisions: ${PROTOCOL_VERSIONS.join(', ')}. The first is stateless: each request says its revision, method and name in headers too. The
others begin with \`initialize\`.${discoverable ? `\n\n| Method | Scope |\n| --- | --- |\n${scopes}` : ''}`
}

function ofSession(summary: string, success: Readonly<Record<string, Json>>, told: Told): Operation {
  const resource = surfaceOf(told)
  const [invalid] = tokenCases(resource)
  const refusedTokens = tokenRefusals(told, invalid === undefined ? [] : [invalid])
  return {
    summary,
    security: callers(resource, told),
    parameters: parametersOf(resource, told),
    responses: {
      ...success,
      ...refusedTokens,
      400: either(refused('`invalid_request`: no session is named.'), refusedTokens['400']),
      404: refused('`session_not_found`: no session of the caller.'),
      405: refused(`\`method_not_allowed\`: ${LATEST_REVISION} has no sessions.`, { Allow: ref('headers/Allow') }),
    },
  }
}

const listen: Describe = (told) =>
  ofSession(
    'Listen to a session',
    {
      200: {
        description: 'The stream',
        headers: { 'Mcp-Session-Id': ref('headers/Session') },
        content: { 'text/event-stream': EVENTS },
      },
      406: jsonAnswer('`Accept` must have text/event-stream.', ref('schemas/JsonRpcError')),
      409: jsonAnswer('The session has its stream already.', ref('schemas/JsonRpcError')),
    },
    told,
  )

const end: Describe = (told) => ofSession('End a session', { 204: empty('It has ended') }, told)

const ELICITED: readonly Case[] = [
  ['invalid_request', 'there is nothing of this id to finish'],
  ['access_denied', 'somebody else began it, or the form is not of our page', 403],
]

/** The protected resources. */
export const mcp: Area = {
  tag: { name: 'MCP', description: 'MCP endpoints, each with its own way to be authorized.' },
  endpoints: {
    mcp: { POST: post, GET: listen, DELETE: end },
    elicitation: {
      GET: (told) => ({
        summary: 'A page to finish what a tool asked for',
        parameters: [query('id', 'What the tool gave', { required: true })],
        responses: { 200: page('The page'), ...refusals(told, ELICITED) },
      }),
      POST: (told) => ({
        summary: 'Finish it',
        requestBody: formBody(
          { id: { type: 'string' }, subject: { type: 'string', description: 'Who finishes it' } },
          { required: ['id', 'subject'] },
        ),
        responses: { 200: page('It is finished'), ...refusals(told, ELICITED) },
      }),
    },
  },
}
