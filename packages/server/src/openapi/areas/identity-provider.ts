import { grantTypes, ID_JAG_TOKEN_TYPE, ID_TOKEN_TYPE, isGrantType } from '@mcp-auth/spec'
import { providerMetadata } from '../../idp/metadata.ts'
import { scopeNames, userClaimNames } from '../../idp/scopes.ts'
import { loginCode } from '../../idp/token/login-code.ts'
import { tokenExchange } from '../../idp/token/token-exchange.ts'
import { approvalModes } from '../../oauth/authorize/approval.ts'
import { responseTypes } from '../../oauth/authorize/request.ts'
import { subjects } from '../../oauth/authorize/subjects.ts'
import { codeChallengeMethods } from '../../oauth/token/pkce.ts'
import { clientForm, EXAMPLE } from '../client-form.ts'
import { field, formBody, query } from '../fields.ts'
import { challenges, jsonAnswer, NEVER_STORED, page, refusals } from '../responses.ts'
import { CLIENT } from '../security.ts'
import { type Area, type Describe, type Json, members, oneOfTexts, ref, TEXT, type Told, URL_TEXT } from '../shape.ts'
import { answered, DECISION_CASES, decisionForm, TARGET_CASES } from './authorization.ts'
import { documentAnswer, keySet } from './discovery.ts'
import { CLIENT_CASES, revoke } from './token.ts'

const metadata: Describe = ({ ctx, served }) => ({
  summary: 'Metadata of the identity provider',
  description: 'OIDC Discovery §4, RFC 8414 §3.1; the three places where clients look.',
  responses: { 200: documentAnswer('The metadata', providerMetadata({ issuer: served.identityProvider(ctx) })) },
})

const authorize: Describe = (told) => ({
  summary: 'Log a user in',
  description: 'OIDC Core §3.1.2.1, with PKCE. Nobody stays logged in.',
  parameters: [
    query('response_type', 'What is asked for', { schema: oneOfTexts(responseTypes), example: responseTypes[0] }),
    query('client_id', 'A client of the identity provider', { example: EXAMPLE.enterprise.client_id }),
    query('redirect_uri', 'One of the client, exactly', { example: EXAMPLE.redirectUri }),
    query('scope', `Out of ${scopeNames.join(', ')}; openid must be there`, { example: scopeNames.join(' ') }),
    query('state', 'Comes back unchanged'),
    query('nonce', 'Comes back in the ID token'),
    query('code_challenge', 'Of the verifier', { example: EXAMPLE.challenge }),
    query('code_challenge_method', 'How it is made', { schema: oneOfTexts(codeChallengeMethods) }),
    query('prompt', 'none is refused, unless the decision is automatic'),
    query('login_hint', `Who logs in: ${Object.keys(subjects).join(', ')}`),
    query('approval_mode', "This server's own: decides without a page", { schema: oneOfTexts(approvalModes) }),
  ],
  responses: {
    200: page('The page that asks who logs in', {
      'Cache-Control': ref('headers/NoStore'),
      'Set-Cookie': ref('headers/SetCookie'),
    }),
    302: answered('Decided at once, or refused: back to the client with `code` or `error`, `state` and `iss`'),
    ...refusals(told, TARGET_CASES),
  },
})

const consent: Describe = (told) => ({
  summary: 'Answer the page that asks who logs in',
  requestBody: decisionForm(),
  responses: {
    303: answered('Back to the client with `code` or `error`, `state` and `iss`'),
    ...refusals(told, DECISION_CASES),
  },
})

function titleOf(grantType: string): string {
  return isGrantType(grantType) ? grantTypes[grantType].title : grantType
}

const exchange: Describe = (told) => ({
  summary: 'Get an ID token, or exchange one for an ID-JAG',
  description: 'OIDC Core §3.1.3, and RFC 8693 §2 as ID-JAG §4.3 has it.',
  security: CLIENT,
  requestBody: tokenForm(told),
  responses: {
    200: jsonAnswer('What was asked for', { oneOf: [LOGGED_IN, EXCHANGED] }, { headers: NEVER_STORED }),
    ...refusals(told, [
      ...CLIENT_CASES,
      ['invalid_grant', 'code is unknown, expired, or was issued to another client'],
      ['unauthorized_client', 'this client is not registered for this grant_type'],
      ['unsupported_grant_type', 'grant_type is not served here'],
      ['invalid_target', 'audience is no authorization server known here'],
      ['invalid_scope', 'scope has nothing that the policy lets this client have'],
      ['temporarily_unavailable', 'too many access tokens are alive here'],
    ]),
  },
})

function tokenForm({ ctx }: Told): Json {
  const exchanged = ['requested_token_type', 'subject_token_type', 'subject_token', 'audience']
  const types = { requested_token_type: ID_JAG_TOKEN_TYPE, subject_token_type: ID_TOKEN_TYPE }
  const secret = EXAMPLE.enterprise
  return formBody(
    {
      grant_type: field('grant_type', 'What is redeemed', oneOfTexts([loginCode.grantType, tokenExchange.grantType])),
      code: field('code', 'What the login gave'),
      redirect_uri: field('redirect_uri', 'Need not be sent; if it is, the one of the authorization request'),
      code_verifier: field('code_verifier', 'What the challenge was made of'),
      requested_token_type: field('requested_token_type', 'What is wanted', { const: ID_JAG_TOKEN_TYPE }),
      subject_token_type: field('subject_token_type', 'What is brought', { const: ID_TOKEN_TYPE }),
      subject_token: field('subject_token', 'An ID token of this client'),
      audience: field('audience', 'The issuer of the authorization server that it is for', URL_TEXT),
      resource: field('resource', 'The MCP endpoint that it is for', URL_TEXT),
      scope: field('scope', 'What it is for'),
      ...clientForm(),
    },
    {
      required: ['grant_type'],
      oneOf: [grantRow(loginCode.grantType, ['code', 'code_verifier']), grantRow(tokenExchange.grantType, exchanged)],
      examples: {
        login: {
          summary: titleOf(loginCode.grantType),
          value: { grant_type: loginCode.grantType, code: EXAMPLE.code, code_verifier: EXAMPLE.verifier, ...secret },
        },
        exchange: {
          summary: titleOf(tokenExchange.grantType),
          value: {
            grant_type: tokenExchange.grantType,
            ...types,
            subject_token: EXAMPLE.jwt,
            audience: ctx.issuer,
            ...secret,
          },
        },
      },
    },
  )
}

function grantRow(grantType: string, required: readonly string[]): Json {
  return { title: titleOf(grantType), properties: { grant_type: { const: grantType } }, required }
}

const LOGGED_IN: Json = {
  ...members({
    access_token: field('access_token', 'Good for UserInfo alone'),
    token_type: { const: 'Bearer' },
    expires_in: { type: 'integer' },
    scope: TEXT,
    id_token: { ...TEXT, description: 'OIDC Core §2' },
    aud: URL_TEXT,
    iss: URL_TEXT,
  }),
  title: 'A login',
}

const EXCHANGED: Json = {
  ...members({
    issued_token_type: { const: ID_JAG_TOKEN_TYPE },
    access_token: field('access_token', 'The ID-JAG'),
    token_type: { const: 'N_A' },
    expires_in: { type: 'integer' },
    scope: TEXT,
  }),
  title: 'An ID-JAG',
}

const userInfo: Describe = (told) => ({
  summary: 'Who logged in',
  description: 'OIDC Core §5.3.',
  security: [{ loginToken: [] }],
  responses: {
    200: jsonAnswer('The claims that the scope lets the client have', claims(), { headers: NEVER_STORED }),
    ...challenges(told, [['invalid_token', 'the access token is unknown here, expired or revoked']]),
  },
})

function claims(): Json {
  const optional = userClaimNames.filter((name) => name !== 'sub')
  const typed = userClaimNames.map((name): [string, Json] => [
    name,
    name.endsWith('_verified') ? { type: 'boolean' } : TEXT,
  ])
  return members(Object.fromEntries(typed), optional)
}

/** The issuer of logins beside the authorization server. */
export const identityProvider: Area = {
  tag: { name: 'Identity provider', description: 'Where users of an enterprise log in; an issuer of its own.' },
  endpoints: {
    'idp-metadata': { GET: metadata },
    'idp-authorization': { GET: authorize },
    'idp-consent': { POST: consent },
    'idp-token': { POST: exchange },
    'idp-revocation': { POST: revoke },
    'idp-userinfo': { GET: userInfo, POST: userInfo },
    'idp-jwks': { GET: () => keySet('Keys that ID tokens and ID-JAGs are signed with') },
  },
}
