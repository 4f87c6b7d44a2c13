import { errorCodes } from '@mcp-auth/spec'
import { challenge } from '../core/http.ts'
import { NAME } from '../core/version.ts'
import { field } from './fields.ts'
import { jsonAnswer, NEVER_STORED, page, refused } from './responses.ts'
import { ANYTHING, type Json, members, ref, TEXT, URL_TEXT } from './shape.ts'

const ID: Json = { type: ['string', 'integer'] }
const VERSION: Json = { const: '2.0' }

/** Schemas that several operations share. */
export const schemas: Readonly<Record<string, Json>> = {
  OAuthError: {
    ...members({
      error: { ...field('error', 'What is wrong', TEXT), enum: Object.keys(errorCodes) },
      error_description: field('error_description', 'Names the parameter, and says what would be right'),
      error_uri: field('error_uri', 'The section that asks for it', URL_TEXT),
    }),
    title: 'A refusal in the words of OAuth',
    description: 'RFC 6749 §5.2. Every refusal of the authorization server has all three.',
  },
  Refusal: {
    ...members({
      error: { ...TEXT, description: 'A stable word for programs' },
      error_description: { ...TEXT, description: 'What is wrong, for people' },
    }),
    title: 'A refusal below OAuth',
    description: 'A wrong path, method, host, origin, session, media type or size; no code of OAuth.',
  },
  JsonRpcRequest: {
    ...members({ jsonrpc: VERSION, id: ID, method: TEXT, params: ANYTHING }, ['params']),
    title: 'A JSON-RPC request',
  },
  JsonRpcNotification: {
    ...members({ jsonrpc: VERSION, method: TEXT, params: ANYTHING }, ['params']),
    title: 'A JSON-RPC notification',
    not: { required: ['id'] },
  },
  JsonRpcResult: {
    ...members({ jsonrpc: VERSION, id: ID, result: ANYTHING }),
    title: 'A JSON-RPC result',
  },
  JsonRpcError: {
    ...members({
      jsonrpc: VERSION,
      id: { type: ['string', 'integer', 'null'] },
      error: members({ code: { type: 'integer' }, message: TEXT, data: {} }, ['data']),
    }),
    title: 'A JSON-RPC error',
    description:
      'JSON-RPC 2.0 §5.1. What MCP itself refuses; what authorization refuses is an OAuth error with a challenge.',
  },
}

/** Headers that several responses share. */
export const headers: Readonly<Record<string, Json>> = {
  NoStore: { description: 'Kept out of every cache', schema: { const: 'no-store' } },
  Challenge: {
    description: 'How a client authenticates (RFC 9110 §11.6.1)',
    schema: { type: 'string', pattern: '^Basic ' },
    example: challenge('Basic', { realm: NAME }),
  },
  BearerChallenge: {
    description: 'What kind of token is taken, and what is wrong with the one that came (RFC 6750 §3)',
    schema: { type: 'string', pattern: '^Bearer ' },
    example: challenge('Bearer', { realm: NAME, error: 'invalid_token' }),
  },
  Allow: { description: 'The methods that there are', schema: TEXT },
  DPoPNonce: { description: 'The nonce for the next proof (RFC 9449 §8)', schema: TEXT },
  RetryAfter: { description: 'Seconds until there is room', schema: { type: 'string', pattern: '^\\d+$' } },
  Location: { description: 'Where the browser goes on', schema: URL_TEXT },
  SetCookie: { description: 'Makes the browser known, so that only it can answer the page', schema: TEXT },
  ETag: { description: 'Names this version (RFC 9110 §8.8.3)', schema: TEXT },
  Session: {
    description: 'Names the session that the handshake began (MCP transports, Session Management)',
    schema: { type: 'string', pattern: '^[\\x21-\\x7E]+$' },
  },
}

/** Responses that every operation, or every one with a body, can have. */
export const responses: Readonly<Record<string, Json>> = {
  Forbidden: refused(
    '`forbidden_host`: the server is not known under the name in `Host`. `forbidden_origin`: pages of that `Origin` may not call it.',
  ),
  TooLarge: refused('`content_too_large`: the body is longer than this endpoint reads.'),
  Failed: jsonAnswer('`server_error`: a bug of this server, without details.', ref('schemas/OAuthError'), {
    headers: NEVER_STORED,
  }),
  FailedPage: page('`server_error`: a bug of this server, without details, on a page.'),
}
