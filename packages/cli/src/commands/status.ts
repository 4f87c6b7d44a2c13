import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ProfileStore } from '../profiles/store.ts'
import { CONFIG_OPTION, type Command } from './command.ts'

/** `mcp-auth status`: what the saved logins are good for, by what is on disk; nobody is asked. */
export const status: Command = {
  name: 'status',
  summary: 'tell whether the saved logins are still good, without asking anyone',
  operands: [{ name: 'URL', summary: 'the MCP server; all of them without it', optional: true }],
  options: [CONFIG_OPTION],
  async run(inputs, context) {
    const { activeProfile, ProfileStore: Store } = await import('../profiles/store.ts')
    const store = new Store(context.env)
    const document = await store.read()
    if (inputs.operand('URL') === undefined) {
      const rows = await Promise.all(document.profiles.map((profile) => describe(context, store, profile)))
      const text = rows.map((row) => `${row.profile} ${row.url}: ${row.state}`).join('\n')
      return { result: rows, text: rows.length === 0 ? 'No saved logins.' : text }
    }
    const { mcpUrl } = await import('./values.ts')
    const url = await mcpUrl(inputs, context)
    const profile = activeProfile(document, url)
    if (profile === undefined) {
      throw new CliError('unauthorized', `There is no login for ${url}.`, { url, hint: `mcp-auth login ${url}` })
    }
    const row = await describe(context, store, profile)
    const lines = Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    const outcome = { result: row, text: lines.join('\n') }
    if (row.usable) return outcome
    const hint = `mcp-auth login ${url}`
    return { ...outcome, problem: new CliError('unauthorized', `The login for ${url} has ended.`, { url, hint }) }
  },
}

/** A login as far as the disk knows it. */
interface Row {
  readonly profile: string
  readonly url: string | undefined
  readonly authMode: string
  readonly issuer: string | undefined
  readonly scope: string | undefined
  readonly tokenType: string
  readonly expiresAt: string | undefined
  readonly state: string
  readonly usable: boolean
}

async function describe(context: Context, store: ProfileStore, profile: Profile): Promise<Row> {
  const { isRenewable } = await import('../profiles/refresh.ts')
  const { expiresAt, tokenType = 'Bearer', scope, authMode, authorization, urls, id } = profile
  const over = expiresAt !== undefined && Date.parse(expiresAt) <= context.env.now()
  const renewable = await isRenewable(store, profile)
  const left = expiresAt === undefined ? undefined : Math.ceil((Date.parse(expiresAt) - context.env.now()) / 1000)
  const token = over ? 'the token has expired' : `the token is good${left === undefined ? '' : ` for ${left} s`}`
  return {
    profile: id,
    url: urls.at(-1),
    authMode,
    issuer: authorization?.issuer,
    scope,
    tokenType,
    expiresAt,
    state: `${token}${renewable ? ', and is renewed when needed' : ''}`,
    usable: !over || renewable,
  }
}
