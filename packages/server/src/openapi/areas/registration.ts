import * as z from 'zod/mini'
import { responseTypes } from '../../oauth/authorize/request.ts'
import { authenticationMethods } from '../../oauth/clients/authenticate.ts'
import { clientMetadataSchema } from '../../oauth/clients/registration.ts'
import { grantTypes } from '../../oauth/token/endpoint.ts'
import { EXAMPLE } from '../client-form.ts'
import { field, jsonBody } from '../fields.ts'
import { type Case, challenges, empty, jsonAnswer, NEVER_STORED, refusals } from '../responses.ts'
import { ANYTHING, type Area, type Describe, type Json, listOf, members, oneOfTexts, TEXT, URL_TEXT } from '../shape.ts'

/** What a client may say of itself (RFC 7591 §2): what judges it, with the values that are registered. */
function clientMetadata(): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(clientMetadataSchema, { io: 'input', unrepresentable: 'any' })
  const properties = { ...schema.properties, ...registered() }
  return { ...schema, properties, title: 'Client metadata', description: 'RFC 7591 §2. Other members are ignored.' }
}

function registered(): Readonly<Record<string, Json>> {
  return {
    token_endpoint_auth_method: field(
      'token_endpoint_auth_method',
      'How it authenticates; client_secret_basic without',
      oneOfTexts(authenticationMethods),
    ),
    grant_types: field('grant_types', 'authorization_code without', listOf(oneOfTexts(grantTypes))),
    response_types: field('response_types', 'What belongs to the grants without', listOf(oneOfTexts(responseTypes))),
  }
}

const KEYS = members({ keys: listOf(ANYTHING) })

/** What was registered (RFC 7591 §3.2.1, RFC 7592 §3). */
function clientInformation(): Json {
  const { properties } = clientMetadata() as { readonly properties: Readonly<Record<string, Json>> }
  const own = {
    ...registered(),
    client_id: TEXT,
    client_id_issued_at: { type: 'integer' },
    redirect_uris: listOf(TEXT),
    scope: TEXT,
    registration_access_token: field('registration_access_token', 'Who may read, replace and delete it'),
    registration_client_uri: field('registration_client_uri', 'Where', URL_TEXT),
  }
  const optional = {
    ...properties,
    jwks: KEYS,
    jwks_uri: URL_TEXT,
    token_endpoint_auth_signing_alg: TEXT,
    client_secret: field('client_secret', 'Where the method shares one'),
    client_secret_expires_at: field('client_secret_expires_at', 'Never', { const: 0 }),
  }
  const names = Object.keys(optional).filter((name) => !(name in own))
  return { ...members({ ...optional, ...own }, names), title: 'Client information' }
}

const BROWSER = {
  client_name: 'My client',
  redirect_uris: [EXAMPLE.redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
}
const SERVICE = {
  client_name: 'My service',
  grant_types: ['client_credentials'],
  token_endpoint_auth_method: 'client_secret_post',
}
const DEVICE = {
  client_name: 'My device',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
}

const EXAMPLES = {
  publicClient: { summary: 'For users, without secret', value: BROWSER },
  serviceClient: { summary: 'For itself, with a secret', value: SERVICE },
  deviceClient: { summary: 'For a device', value: DEVICE },
}

const BAD: readonly Case[] = [
  ['invalid_client_metadata', 'the request body must be valid JSON'],
  ['invalid_redirect_uri', 'redirect_uris must use https, or http on this machine'],
]

/** The token does not fit the registration, or there is none. */
const NOT_ITS_OWN: readonly Case[] = [['invalid_token', 'the registration access token is not that of this client']]

const MANAGERS: readonly Json[] = [{ registrationToken: [] }]

const register: Describe = (told) => ({
  summary: 'Register a client',
  description: 'RFC 7591 §3. Anybody may.',
  requestBody: jsonBody(clientMetadata(), EXAMPLES),
  responses: {
    201: jsonAnswer('The client, and what it authenticates with', clientInformation(), { headers: NEVER_STORED }),
    ...refusals(told, [...BAD, ['temporarily_unavailable', 'too many clients are registered here']]),
  },
})

const read: Describe = (told) => ({
  summary: 'Read a registration',
  description: 'RFC 7592 §2.1.',
  security: MANAGERS,
  responses: {
    200: jsonAnswer('What is registered', clientInformation(), { headers: NEVER_STORED }),
    ...challenges(told, NOT_ITS_OWN),
  },
})

const replace: Describe = (told) => ({
  summary: 'Replace a registration',
  description:
    'RFC 7592 §2.2. What the new metadata does not name is gone. `client_id` is repeated, and `client_secret` if it is named.',
  security: MANAGERS,
  requestBody: jsonBody(
    { allOf: [clientMetadata(), members({ client_id: TEXT, client_secret: TEXT }, ['client_secret'])] },
    {
      replaced: {
        summary: 'With another name',
        value: { client_id: 'client_1', ...BROWSER, client_name: 'Another name' },
      },
    },
  ),
  responses: {
    200: jsonAnswer('What is registered now', clientInformation(), { headers: NEVER_STORED }),
    ...challenges(told, [...BAD, ...NOT_ITS_OWN]),
  },
})

const remove: Describe = (told) => ({
  summary: 'Delete a registration',
  description: 'RFC 7592 §2.3. Its tokens end with it.',
  security: MANAGERS,
  responses: { 204: empty('It is gone', NEVER_STORED), ...challenges(told, NOT_ITS_OWN) },
})

/** How clients become known. */
export const registration: Area = {
  tag: { name: 'Registration', description: 'Clients that register themselves, and manage that.' },
  endpoints: { registration: { POST: register }, 'client-configuration': { GET: read, PUT: replace, DELETE: remove } },
}
