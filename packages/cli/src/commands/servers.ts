import type { Inputs } from '../arguments.ts'
import type { Context, Outcome } from '../context.ts'
import { CONFIG_OPTION, type Command } from './command.ts'

/** `mcp-auth servers`: the servers that other clients on this machine know, by the names that work here as well. */
export const servers: Command = {
  name: 'servers',
  summary: 'list the servers in the mcp.json of Claude, Cursor, VS Code and others',
  operands: [],
  options: [CONFIG_OPTION],
  run: listServers,
}

/** What `servers` prints, and `discover` without a URL. */
export async function listServers(inputs: Inputs, context: Context): Promise<Outcome> {
  const { configuredServers } = await import('../configs/find.ts')
  const { plain } = await import('../terminal/plain.ts')
  const { redactUrl } = await import('../terminal/redact.ts')
  const found = await configuredServers(context, inputs.value('config'))
  const rows = found.map(({ name, config, url }) => ({
    name,
    url: url === undefined ? undefined : redactUrl(url),
    transport: url === undefined ? 'stdio' : 'http',
    config,
  }))
  const text = rows.map(({ name, url, config }) => `${plain(name)}  ${plain(url ?? '(a program on stdio)')}  ${config}`)
  return { result: { servers: rows }, text: rows.length === 0 ? 'No servers are configured.' : text.join('\n') }
}
