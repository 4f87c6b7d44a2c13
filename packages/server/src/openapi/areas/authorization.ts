import { approvalModes } from '../../oauth/authorize/approval.ts'
import { responseModes, responseTypes } from '../../oauth/authorize/request.ts'
import { subjects } from '../../oauth/authorize/subjects.ts'
import { authorizationServerMetadata } from '../../oauth/metadata.ts'
import { codeChallengeMethods } from '../../oauth/token/pkce.ts'
import { clientForm, EXAMPLE, resourceField } from '../client-form.ts'
import { type Examples, field, formBody, query } from '../fields.ts'
import { type Case, empty, jsonAnswer, nonce, page, refusals } from '../responses.ts'
import { CLIENT } from '../security.ts'
import { type Area, type Describe, type Json, members, oneOfTexts, ref, type Told } from '../shape.ts'

/** Of a page that only the browser may answer that it was shown in. */
export const PAGE_HEADERS = { 'Cache-Control': ref('headers/NoStore'), 'Set-Cookie': ref('headers/SetCookie') }

/** A redirect to the client with what was decided (RFC 6749 §4.1.2). */
export function answered(description: string): Json {
  return empty(description, { Location: ref('headers/Location'), 'Cache-Control': ref('headers/NoStore') })
}

/** What the page that asks for a decision sends. */
export function decisionForm(): Json {
  return formBody(
    {
      request: field('request', 'The handle that the page carries'),
      decision: { ...oneOfTexts(['approve', 'deny']), description: 'What the user decided' },
      subject: { ...oneOfTexts(Object.keys(subjects)), description: 'Whom to be signed in as' },
      admin_confirmed: { const: 'true', description: 'An administrative scope is confirmed by itself' },
    },
    { required: ['request', 'decision'] },
  )
}

/** What can be wrong with the answer of such a page. */
export const DECISION_CASES: readonly Case[] = [
  ['invalid_request', 'the page has expired, was answered, or its form is incomplete'],
  ['access_denied', 'the form was sent from another page or in another browser', 403],
]

/** Cases of an authorization request that must not be redirected (RFC 6749 §4.1.2.1). */
export const TARGET_CASES: readonly Case[] = [
  ['invalid_request', 'client_id is required, or redirect_uri is not one of the client'],
  ['invalid_client', 'client_id is not registered here', 400],
  ['temporarily_unavailable', 'too many consent pages are alive here'],
]

/** The parameters of an authorization request (RFC 6749 §4.1.1), as fields by name. */
function requestFields({ ctx }: Told): Readonly<Record<string, Json>> {
  const { scopes_supported = [] } = authorizationServerMetadata(ctx)
  return {
    response_type: field('response_type', 'What is asked for', oneOfTexts(responseTypes)),
    client_id: field('client_id', 'Registered, a fixture, or the URL of a metadata document'),
    redirect_uri: field('redirect_uri', 'One of the client, exactly; on loopback on any port'),
    scope: field('scope', `Out of ${scopes_supported.join(', ')}`),
    state: field('state', 'Comes back unchanged'),
    resource: resourceField(ctx),
    code_challenge: field('code_challenge', 'Of the verifier', { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' }),
    code_challenge_method: field('code_challenge_method', 'How it is made', oneOfTexts(codeChallengeMethods)),
    response_mode: field('response_mode', 'How the answer comes back', oneOfTexts(responseModes)),
    dpop_jkt: field('dpop_jkt', 'The key that the code is bound to'),
    login_hint: field('login_hint', `Whom to be signed in as: ${Object.keys(subjects).join(', ')}`),
    approval_mode: field('approval_mode', "This server's own: decides without a page", oneOfTexts(approvalModes)),
  }
}

const examplesOf = ({ ctx: { resources, issuer } }: Told): Readonly<Record<string, string>> => ({
  response_type: responseTypes[0],
  client_id: EXAMPLE.client,
  redirect_uri: EXAMPLE.redirectUri,
  state: 'af0ifjsldkj',
  resource: resources[0] ?? issuer,
  code_challenge: EXAMPLE.challenge,
  code_challenge_method: codeChallengeMethods[0] ?? '',
})

const REQUIRED = ['response_type', 'client_id', 'code_challenge', 'code_challenge_method']

const authorize: Describe = (told) => {
  const examples = examplesOf(told)
  const parameters = Object.entries(requestFields(told)).map(([name, { description, ...schema }]) => ({
    ...query(name, '', { schema, example: examples[name] }),
    description,
  }))
  return {
    summary: 'Ask a user for authorization',
    description: `RFC 6749 §4.1.1 with PKCE; for a browser. ${REQUIRED.map((name) => `\`${name}\``).join(', ')} are required, unless \`request_uri\` names a request that was pushed. What is wrong with client or redirect URI is shown here; everything else is told to the client by redirect, with \`error\`.`,
    parameters: [...parameters, query('request_uri', 'A request that was pushed')],
    responses: {
      200: page('The page that asks for consent', PAGE_HEADERS),
      302: answered('Decided at once, or refused: back to the client with `code` or `error`, `state` and `iss`'),
      ...refusals(told, TARGET_CASES),
    },
  }
}

const consent: Describe = (told) => ({
  summary: 'Answer the page that asks for consent',
  description: 'Only from the browser that the page was shown in.',
  requestBody: decisionForm(),
  responses: {
    303: answered('Back to the client with `code` or `error`, `state` and `iss`; or on to the identity provider'),
    ...refusals(told, DECISION_CASES),
  },
})

const callback: Describe = (told) => ({
  summary: 'Where the identity provider answers',
  description: 'OIDC Core §3.1.2.5. In use where the setting `login` sends users there.',
  parameters: [
    query('code', 'What the login gave'),
    query('state', 'Names the login'),
    query('iss', 'Who answers'),
    query('error', 'Why there is no login'),
  ],
  responses: {
    302: answered('Back to the client with `code` or `error`, `state` and `iss`'),
    ...refusals(told, [
      ['invalid_request', 'state is not that of a login that was consented to here, or iss is another'],
      ['access_denied', 'the login was begun in another browser', 403],
    ]),
  },
})

const push: Describe = (told) => ({
  summary: 'Push an authorization request',
  description: 'RFC 9126 §2. The client authenticates as at the token endpoint.',
  security: CLIENT,
  requestBody: formBody(
    { ...requestFields(told), ...clientForm() },
    { required: REQUIRED, examples: pushExamples(examplesOf(told)) },
  ),
  responses: {
    201: jsonAnswer(
      'A reference, to be used once',
      members({
        request_uri: field('request_uri', 'For the authorization endpoint'),
        expires_in: field('expires_in', 'Seconds', { type: 'integer' }),
      }),
      { headers: { 'Cache-Control': ref('headers/NoStore'), ...nonce('authorization-server', told) } },
    ),
    ...refusals(told, [
      ['invalid_request', 'request_uri must not be pushed: it is what this endpoint gives'],
      ['unsupported_response_type', 'response_type must be code'],
      ['unauthorized_client', 'this client is not registered for response_type code'],
      ['invalid_scope', 'scope has something that is not served'],
      ['invalid_target', 'resource is not served here'],
      ['invalid_dpop_proof', 'the DPoP proof is wrong'],
      ['use_dpop_nonce', 'the DPoP proof needs a nonce'],
      ['request_not_supported', 'request is not supported: send the parameters themselves'],
      ['invalid_client', 'client_id is not registered here'],
      ['temporarily_unavailable', 'too many pushed requests are alive here'],
    ]),
  },
})

function pushExamples(value: Readonly<Record<string, string>>): Examples {
  return { publicClient: { summary: 'By a client without secret', value } }
}

/** How a user is asked. */
export const authorization: Area = {
  tag: { name: 'Authorization', description: 'Asking a user, in a browser.' },
  endpoints: {
    authorization: { GET: authorize },
    consent: { POST: consent },
    'login-callback': { GET: callback },
    'pushed-authorization-request': { POST: push },
  },
}
