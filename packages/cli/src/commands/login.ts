import type { Context, Outcome } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import type { Profile } from '../profiles/profile.ts'
import { type Command, DISCOVERY_OPTIONS, URL_OPERAND } from './command.ts'
import { LOGIN_OPTIONS } from './login-options.ts'

/** `mcp-auth login`: get a token by the best or the named flow, and save it. */
export const login: Command = {
  name: 'login',
  summary: 'get a token for an MCP server and save it as its profile',
  operands: [URL_OPERAND],
  options: [
    ...LOGIN_OPTIONS,
    { name: 'if-needed', summary: 'do nothing where no authorization is asked for' },
    ...DISCOVERY_OPTIONS,
  ],
  async run(inputs, context) {
    const { discoveryChoices, mcpUrl } = await import('./values.ts')
    const { loginChoices, wishesOf } = await import('./login-choices.ts')
    const { bestFlow, namedFlow } = await import('../flows/choose.ts')
    const { discover } = await import('../discovery/discover.ts')
    const { activeProfile, ProfileStore } = await import('../profiles/store.ts')
    const { saveLogin } = await import('../profiles/save.ts')
    const url = await mcpUrl(inputs, context)
    warnPlainHttp(context, url)
    const wishes = wishesOf(inputs, context)
    const named = namedFlow(wishes)
    const choices = await loginChoices(inputs, context)
    const store = new ProfileStore(context.env)
    const inUse = activeProfile(await store.read(), url) // a damaged file is found before anyone is sent to a browser
    let found: Promise<Discovery> | undefined
    const discovery = (): Promise<Discovery> => {
      found ??= discover(context, url, discoveryChoices(inputs))
      return found
    }
    if (inputs.flag('if-needed') && (await discovery()).reception.challenge === undefined) return nothingToDo(url)
    const flow = named ?? bestFlow(url, await discovery(), wishes, inUse)
    return describe(url, await saveLogin(context, store, await flow.logIn(context, { url, choices, store, discovery })))
  },
}

function warnPlainHttp(context: Context, url: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'http:' || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) return
  context.notice(`${url} is plain http: whoever is on the way can read the token.`)
}

function nothingToDo(url: string): Outcome {
  return { result: { url, authorizationRequired: false }, text: `${url} asks for no authorization.` }
}

function describe(
  url: string,
  { id, authMode, resource, scope, expiresAt, authorization, tokenType }: Profile,
): Outcome {
  const issuer = authorization?.issuer
  return {
    result: { profile: id, url, resource, authMode, issuer, scope, expiresAt, tokenType: tokenType ?? 'Bearer' },
    text: `Saved profile ${id} (${authMode}) for ${url}`,
  }
}
