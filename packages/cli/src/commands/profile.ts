import type { Inputs } from '../arguments.ts'
import type { Context, Outcome } from '../context.ts'
import { CliError, usageError } from '../errors.ts'
import type { ProfileDocument } from '../profiles/document.ts'
import type { Profile } from '../profiles/profile.ts'
import type { Command, Operand } from './command.ts'

const ID: Operand = { name: 'ID', summary: 'a profile, as `profile list` names it' }

/** `mcp-auth profile`: the saved logins. */
export const profile: Command = {
  name: 'profile',
  summary: 'list, show, choose, delete and move saved logins',
  operands: [],
  options: [],
  commands: [
    { name: 'list', summary: 'list saved logins; * marks those in use', operands: [], options: [], run: list },
    {
      name: 'show',
      summary: 'show one saved login, without its secrets',
      operands: [{ ...ID, optional: true }],
      options: [
        { name: 'resource-url', value: 'URL', summary: 'the one in use for this MCP server' },
        { name: 'show-secrets', summary: 'show tokens and client secrets too' },
      ],
      run: show,
    },
    {
      name: 'use',
      summary: 'use this login for an MCP server from now on',
      operands: [ID, { name: 'URL', summary: 'the MCP server; by default the one it was made for', optional: true }],
      options: [],
      run: use,
    },
    {
      name: 'delete',
      summary: 'delete a saved login without revoking its tokens',
      operands: [ID],
      options: [],
      run: remove,
    },
    {
      name: 'export',
      summary: 'print a saved login with its secrets, for `profile import`',
      operands: [ID],
      options: [],
      run: async (inputs, context) => (await import('./profile-transfer.ts')).exportProfile(inputs, context),
    },
    {
      name: 'import',
      summary: 'take over what `profile export` printed',
      operands: [{ name: 'FILE', summary: 'a file, or - for standard input' }],
      options: [],
      run: async (inputs, context) => (await import('./profile-transfer.ts')).importProfile(inputs, context),
    },
  ],
}

async function list(_inputs: Inputs, context: Context): Promise<Outcome> {
  const { ProfileStore } = await import('../profiles/store.ts')
  const { active, profiles } = await new ProfileStore(context.env).read()
  const inUse = new Set(Object.values(active))
  const rows = profiles.map(({ id, authMode, resource, urls, authorization, expiresAt }) => ({
    id,
    authMode,
    url: urls.at(-1),
    resource,
    issuer: authorization?.issuer,
    expiresAt,
    active: inUse.has(id),
  }))
  const text = rows.map((row) => `${row.active ? '*' : ' '} ${row.id} ${row.authMode} ${row.url}`).join('\n')
  return { result: rows, text: rows.length === 0 ? 'No saved logins.' : text }
}

async function show(inputs: Inputs, context: Context): Promise<Outcome> {
  const { ProfileStore } = await import('../profiles/store.ts')
  const { redactJson } = await import('../terminal/redact.ts')
  const { jsonText } = await import('../terminal/plain.ts')
  const found = await select(inputs, await new ProfileStore(context.env).read())
  const result = inputs.flag('show-secrets') ? found : redactJson(found)
  return { result, text: jsonText(result, 2) }
}

async function select(inputs: Inputs, document: ProfileDocument): Promise<Profile> {
  const { activeProfile, profileById } = await import('../profiles/store.ts')
  const id = inputs.operand('ID')
  const url = inputs.value('resource-url')
  if (id !== undefined && url !== undefined) throw usageError('Give an ID or --resource-url, not both.')
  if (id !== undefined) return profileById(document, id)
  if (url !== undefined) {
    if (!URL.canParse(url)) throw usageError(`${JSON.stringify(url)} is not a URL.`)
    const active = activeProfile(document, url)
    if (active !== undefined) return active
    throw new CliError('failed', `There is no login for ${url}.`, { hint: 'mcp-auth profile list' })
  }
  const [only, ...others] = document.profiles
  if (only === undefined) throw new CliError('failed', 'There are no saved logins.', { hint: 'mcp-auth login URL' })
  if (others.length > 0) throw usageError('There are several saved logins; name one.', 'mcp-auth profile list')
  return only
}

async function use(inputs: Inputs, context: Context): Promise<Outcome> {
  const { ProfileStore, profileById } = await import('../profiles/store.ts')
  const { covers, urlKey } = await import('../profiles/profile.ts')
  const { mcpUrl } = await import('./values.ts')
  const id = inputs.operand('ID') ?? ''
  const store = new ProfileStore(context.env)
  let url = inputs.operand('URL') === undefined ? undefined : await mcpUrl(inputs, context)
  await store.update((document) => {
    const found = profileById(document, id)
    const target = url ?? found.urls.at(-1) ?? found.resource
    if (!covers(found, target)) {
      throw new CliError('failed', `Profile ${id} is for ${found.resource}, which does not cover ${target}.`, {
        url: target,
      })
    }
    url = target
    return { ...document, active: { ...document.active, [urlKey(target)]: id } }
  })
  return { result: { profile: id, url }, text: `Profile ${id} is now used for ${url}` }
}

async function remove(inputs: Inputs, context: Context): Promise<Outcome> {
  const { ProfileStore, profileById, withoutProfile } = await import('../profiles/store.ts')
  const id = inputs.operand('ID') ?? ''
  await new ProfileStore(context.env).update((document) => withoutProfile(document, profileById(document, id).id))
  return { result: { profile: id }, text: `Deleted profile ${id}` }
}
