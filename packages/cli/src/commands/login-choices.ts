import type { Inputs } from '../arguments.ts'
import type { Context } from '../context.ts'
import { usageError } from '../errors.ts'
import type { Wishes } from '../flows/choose.ts'
import type { LoginChoices } from '../flows/flow.ts'
import { type ClientChoices, SECRET_METHODS } from '../registration/identify.ts'
import type { GivenSecret } from '../source.ts'
import { promptSecret } from '../terminal/prompt.ts'
import { opensBrowser } from './browser.ts'
import { givenSecret, portOption, secretOption } from './values.ts'

/** What of the command line decides about the flow. */
export function wishesOf(inputs: Inputs, { env }: Context): Wishes {
  const has = (...names: readonly string[]): boolean => names.some((name) => inputs.value(name) !== undefined)
  const isSet = (name: string): boolean => (env.variables[name] ?? '') !== ''
  const client = has('client-id')
  return {
    authMode: inputs.value('auth-mode'),
    // A token given is a wish to use it.
    bearerToken: has('bearer-token'),
    assertion: has('assertion', 'assertion-command'),
    idToken: has('id-token', 'id-token-command'),
    credentials:
      client &&
      (has('client-secret', 'private-key') || isSet('MCP_AUTH_CLIENT_SECRET') || isSet('MCP_AUTH_PRIVATE_KEY')),
    defaultEndpoints: inputs.flag('default-endpoints'),
  }
}

/** Everything the command line and the environment say about a login. */
export async function loginChoices(inputs: Inputs, context: Context): Promise<LoginChoices> {
  const idpSecret = 'idp-client-secret'
  return {
    client: await clientChoices(inputs, context),
    scope: inputs.value('scope'),
    redirectUri: inputs.value('redirect-uri'),
    listenPort: portOption(inputs, 'listen-port'),
    openBrowser: opensBrowser(inputs, context.env),
    headless: inputs.flag('headless'),
    allowMissingPkce: inputs.flag('allow-missing-pkce'),
    dpop: !inputs.flag('no-dpop'),
    bearerToken: async () =>
      (await secretOption(context, inputs, 'bearer-token', 'MCP_AUTH_BEARER_TOKEN')) ??
      promptSecret(context, 'Bearer token'),
    assertion: async () =>
      (await givenSecret(context, inputs, 'assertion', 'MCP_AUTH_ASSERTION')) ?? typed(context, 'Assertion'),
    idToken: async () =>
      (await givenSecret(context, inputs, 'id-token', 'MCP_AUTH_ID_TOKEN')) ?? typed(context, 'Id_token'),
    identityProvider: {
      issuer: inputs.value('idp-issuer'),
      tokenEndpoint: inputs.value('idp-token-endpoint'),
      clientId: inputs.value('idp-client-id'),
      clientSecret: inputs.value('idp-client-id') && (await secretOption(context, inputs, idpSecret, IDP_SECRET)),
    },
  }
}

/** What was typed cannot be read again later. */
async function typed(context: Context, what: string): Promise<GivenSecret | undefined> {
  const value = await promptSecret(context, what)
  return value === undefined ? undefined : { value, source: undefined }
}

const IDP_SECRET = 'MCP_AUTH_IDP_CLIENT_SECRET'

async function clientChoices(inputs: Inputs, context: Context): Promise<ClientChoices> {
  const clientId = inputs.value('client-id')
  if (clientId === '') throw usageError('--client-id is empty.')
  for (const name of ['client-secret', 'private-key']) {
    if (clientId === undefined && inputs.value(name) !== undefined) {
      throw usageError(`--${name} belongs to a --client-id.`)
    }
  }
  if (clientId !== undefined && (inputs.flag('register') || inputs.value('client-metadata-url') !== undefined)) {
    throw usageError('--client-id, --client-metadata-url and --register exclude each other.')
  }
  const known = clientId !== undefined
  const privateKey = known ? await secretOption(context, inputs, 'private-key', 'MCP_AUTH_PRIVATE_KEY') : undefined
  const given = known ? await secretOption(context, inputs, 'client-secret', 'MCP_AUTH_CLIENT_SECRET') : undefined
  const missing = known && given === undefined && privateKey === undefined
  const asked = missing && inputs.value('auth-mode') === 'client-creds'
  const clientSecret = asked ? await promptSecret(context, 'Client secret') : given
  if (privateKey !== undefined && clientSecret !== undefined) {
    throw usageError('A client authenticates by --client-secret or by --private-key, not by both.')
  }
  return {
    clientId,
    clientSecret,
    privateKey,
    signingAlgorithm: inputs.value('signing-algorithm'),
    assertionAudience: inputs.value('assertion-audience'),
    authMethod: authMethodOption(inputs),
    clientMetadataUrl: inputs.value('client-metadata-url'),
    register: inputs.flag('register'),
  }
}

function authMethodOption(inputs: Inputs): ClientChoices['authMethod'] {
  const given = inputs.value('auth-method')
  const method = SECRET_METHODS.find((known) => known === given)
  if (given !== undefined && method === undefined) {
    throw usageError(
      `Unknown client authentication method ${JSON.stringify(given)}.`,
      `one of ${SECRET_METHODS.join(', ')}`,
    )
  }
  return method
}
