import { basicScopes } from '../../core/scopes.ts'
import { shownUserCode } from '../../oauth/device/user-code.ts'
import { clientForm, EXAMPLE, resourceField } from '../client-form.ts'
import { field, formBody, query } from '../fields.ts'
import { jsonAnswer, NEVER_STORED, page, refusals } from '../responses.ts'
import { CLIENT } from '../security.ts'
import { type Area, type Describe, members, type Told, URL_TEXT } from '../shape.ts'
import { DECISION_CASES, decisionForm, PAGE_HEADERS } from './authorization.ts'
import { CLIENT_CASES } from './token.ts'

const begin: Describe = (told) => ({
  summary: 'Ask for a code to show',
  description: 'RFC 8628 §3.1. The device shows the user code, and polls the token endpoint with the device code.',
  security: CLIENT,
  requestBody: formBody(
    {
      scope: field('scope', 'What the device wants'),
      resource: resourceField(told.ctx),
      ...clientForm(),
    },
    {
      examples: {
        device: {
          summary: 'By a client without secret',
          value: { client_id: EXAMPLE.device, scope: basicScopes.join(' ') },
        },
      },
    },
  ),
  responses: {
    200: jsonAnswer('Both codes', codes(told), { headers: NEVER_STORED, examples: codesExample(told) }),
    ...refusals(told, [
      ...CLIENT_CASES,
      ['unauthorized_client', 'this client is not registered for the device grant'],
      ['invalid_scope', 'scope has something that is not served'],
      ['invalid_target', 'resource is not served here'],
      ['temporarily_unavailable', 'too many codes are alive here'],
    ]),
  },
})

function codes(_: Told) {
  return members({
    device_code: field('device_code', 'For the device alone'),
    user_code: field('user_code', 'For the user to type'),
    verification_uri: field('verification_uri', 'Where to type it', URL_TEXT),
    verification_uri_complete: field('verification_uri_complete', 'The same with the code filled in', URL_TEXT),
    expires_in: field('expires_in', 'Seconds', { type: 'integer' }),
    interval: field('interval', 'Seconds between two polls', { type: 'integer' }),
  })
}

function codesExample({ ctx: { issuer, config } }: Told) {
  const userCode = shownUserCode('WDJBMJHT')
  const verify = `${issuer}/oauth/device/verify`
  const value = {
    device_code: EXAMPLE.code,
    user_code: userCode,
    verification_uri: verify,
    verification_uri_complete: `${verify}?user_code=${userCode}`,
    expires_in: config.deviceCodeLifetime,
    interval: config.devicePollInterval,
  }
  return { begun: { summary: 'A device begins', value } }
}

const show: Describe = (told) => ({
  summary: 'The page where a user types the code',
  description: 'RFC 8628 §3.3.',
  parameters: [query('user_code', 'Filled in, for the user to compare')],
  responses: {
    200: page('The page', PAGE_HEADERS),
    ...refusals(told, [['invalid_request', 'user_code must not be sent more than once']]),
  },
})

const typed: Describe = (told) => ({
  summary: 'Type the code',
  requestBody: formBody({ user_code: field('user_code', 'As the device shows it') }, { required: ['user_code'] }),
  responses: {
    200: page('The page that asks for consent'),
    ...refusals(told, [
      ['invalid_request', 'this code is not known here, or has expired'],
      ['access_denied', 'the form was sent from another page, or cookies are off', 403],
      ['temporarily_unavailable', 'too many codes were guessed'],
    ]),
  },
})

const decide: Describe = (told) => ({
  summary: 'Answer the page that asks for consent',
  requestBody: decisionForm(),
  responses: { 200: page('The page that says what was decided'), ...refusals(told, DECISION_CASES) },
})

/** Logging in without a browser. */
export const device: Area = {
  tag: { name: 'Device', description: 'Devices without a browser (RFC 8628).' },
  endpoints: {
    'device-authorization': { POST: begin },
    'device-verification': { GET: show, POST: typed },
    'device-consent': { POST: decide },
  },
}
