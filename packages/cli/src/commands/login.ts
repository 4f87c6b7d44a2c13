import type { Inputs } from '../arguments.ts'
import type { Context, Outcome } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import { CliError, usageError } from '../errors.ts'
import type { Flow, LoginChoices } from '../flows/flow.ts'
import type { NewProfile } from '../profiles/profile.ts'
import type { ProfileStore } from '../profiles/store.ts'
import { type Command, DISCOVERY_OPTIONS, URL_OPERAND } from './command.ts'

/** `mcp-auth login`: get a token by the best or the named flow, and save it. */
export const login: Command = {
  name: 'login',
  summary: 'get a token for an MCP server and save it as its profile',
  operands: [URL_OPERAND],
  options: [
    { name: 'auth-mode', value: 'MODE', summary: 'auth-code (authorize in a browser) or bearer (a token you have)' },
    { name: 'client-id', value: 'ID', summary: 'be this pre-registered client' },
    { name: 'client-secret', value: '@FILE|-', summary: 'its secret; or in MCP_AUTH_CLIENT_SECRET' },
    { name: 'client-metadata-url', value: 'URL', summary: 'be the client this metadata document describes' },
    { name: 'register', summary: 'register anew, even if a client is saved' },
    { name: 'scope', value: 'SCOPES', summary: 'ask for these scopes, and no others' },
    { name: 'redirect-uri', value: 'URI', summary: 'come back here; on another host, paste the URL' },
    { name: 'listen-port', value: 'PORT', summary: 'listen for the browser on this port' },
    { name: 'open-browser', summary: 'open the browser; the URL is printed in any case' },
    { name: 'bearer-token', value: '@FILE|-', summary: 'the token to save; or in MCP_AUTH_BEARER_TOKEN' },
    ...DISCOVERY_OPTIONS,
    { name: 'allow-missing-pkce', summary: 'go on where S256 is not listed (dangerous)' },
  ],
  async run(inputs, context) {
    const { discoveryChoices, mcpUrl } = await import('./values.ts')
    const flows = Object.values(await import('../flows/registry.ts'))
    const { discover } = await import('../discovery/discover.ts')
    const { ProfileStore: Store } = await import('../profiles/store.ts')
    const url = mcpUrl(inputs)
    warnPlainHttp(context, url)
    const named = namedFlow(inputs, flows)
    const choices = await loginChoices(inputs, context)
    const store = new Store(context.env)
    await store.read() // a damaged file is found before anyone is sent to a browser
    let found: Promise<Discovery> | undefined
    const discovery = (): Promise<Discovery> => {
      found ??= discover(context, url, discoveryChoices(inputs))
      return found
    }
    const flow = named ?? (await bestFlow(flows, url, discovery))
    const made = await flow.logIn(context, { url, choices, store, discovery })
    return save(context, store, made)
  },
}

function namedFlow(inputs: Inputs, flows: readonly Flow[]): Flow | undefined {
  const id = inputs.value('auth-mode')
  // A token given is a wish to use it.
  const wanted = id ?? (inputs.value('bearer-token') === undefined ? undefined : 'bearer')
  if (wanted === undefined) return undefined
  const flow = flows.find((known) => known.id === wanted)
  if (flow !== undefined) return flow
  throw usageError(
    `Unknown auth mode ${JSON.stringify(wanted)}.`,
    `one of ${flows.map((known) => known.id).join(', ')}`,
  )
}

/** The first flow that discovery offers and that gets a token by itself. */
async function bestFlow(flows: readonly Flow[], url: string, discovery: () => Promise<Discovery>): Promise<Flow> {
  const found = await discovery()
  const flow = flows.find((candidate) => candidate.id !== 'bearer' && candidate.offered(found))
  if (flow !== undefined) return flow
  if (found.reception.challenge === undefined) {
    throw new CliError('failed', `${url} asks for no authorization.`, { url, hint: `mcp-auth call ${url} tools/list` })
  }
  const bearerHint = `mcp-auth login ${url} --auth-mode bearer --bearer-token @FILE`
  if (found.authorizationServer !== undefined) {
    const message = `${found.authorizationServer.issuer} offers no way to get a token that is known here.`
    throw new CliError('unauthorized', message, { url, hint: bearerHint })
  }
  const old = found.guess === undefined ? '' : '; --auth-mode auth-code tries the default endpoints of 2025-03-26'
  throw new CliError('unauthorized', `${url} has no OAuth discovery; a bearer token may be needed.`, {
    url,
    hint: `${bearerHint}${old}`,
  })
}

async function loginChoices(inputs: Inputs, context: Context): Promise<LoginChoices> {
  const { portOption, secretOption } = await import('./values.ts')
  const clientId = inputs.value('client-id')
  if (clientId === '') throw usageError('--client-id is empty.')
  if (clientId === undefined && inputs.value('client-secret') !== undefined) {
    throw usageError('--client-secret belongs to a --client-id.')
  }
  if (clientId !== undefined && (inputs.flag('register') || inputs.value('client-metadata-url') !== undefined)) {
    throw usageError('--client-id, --client-metadata-url and --register exclude each other.')
  }
  const clientSecret =
    clientId === undefined ? undefined : await secretOption(context, inputs, 'client-secret', 'MCP_AUTH_CLIENT_SECRET')
  return {
    client: {
      clientId,
      clientSecret,
      clientMetadataUrl: inputs.value('client-metadata-url'),
      register: inputs.flag('register'),
    },
    scope: inputs.value('scope'),
    redirectUri: inputs.value('redirect-uri'),
    listenPort: portOption(inputs, 'listen-port'),
    openBrowser: inputs.flag('open-browser'),
    allowMissingPkce: inputs.flag('allow-missing-pkce'),
    bearerToken: () => secretOption(context, inputs, 'bearer-token', 'MCP_AUTH_BEARER_TOKEN'),
  }
}

function warnPlainHttp(context: Context, url: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'http:' || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) return
  context.notice(`${url} is plain http: whoever is on the way can read the token.`)
}

async function save(context: Context, store: ProfileStore, made: NewProfile): Promise<Outcome> {
  const { activeProfile, withLogin } = await import('../profiles/store.ts')
  const freshId = Buffer.from(context.env.random(4)).toString('hex')
  const document = await store.update((before) => withLogin(before, made, freshId, context.env.now()).document)
  const profile = activeProfile(document, made.url)
  const { id, authMode, resource, scope, expiresAt } = profile ?? { id: freshId, ...made }
  return {
    result: { profile: id, url: made.url, resource, authMode, issuer: made.authorization?.issuer, scope, expiresAt },
    text: `Saved profile ${id} (${authMode}) for ${made.url}`,
  }
}
