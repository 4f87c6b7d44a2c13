import { ACCESS_OPTIONS, type Command, URL_OPERAND } from './command.ts'

/** `mcp-auth tools`: what can be called. */
export const tools: Command = {
  name: 'tools',
  summary: 'list the tools of an MCP server',
  operands: [URL_OPERAND],
  options: ACCESS_OPTIONS,
  async run(inputs, context) {
    const { mcpUrl } = await import('./values.ts')
    const { accessOf, protocolVersionOption } = await import('./access.ts')
    const { withAccess } = await import('../mcp/access.ts')
    const { openSession } = await import('../mcp/session.ts')
    const { listTools } = await import('../mcp/tool-list.ts')
    const { plain } = await import('../terminal/plain.ts')
    const url = await mcpUrl(inputs, context)
    const version = protocolVersionOption(inputs)
    const { tools: list, dropped } = await withAccess(context, accessOf(inputs, context, url), async (credentials) => {
      const session = await openSession({ context, url, credentials }, version, 'newest')
      try {
        return await listTools(session, url)
      } finally {
        await session.close()
      }
    })
    for (const { name, why } of dropped) context.notice(`Left out ${name}: ${why}.`)
    const text = list.map(({ name, description }) =>
      [name, description].flatMap((part) => (typeof part === 'string' ? [plain(part)] : [])).join('  '),
    )
    return { result: { url, tools: list, dropped }, text: list.length === 0 ? 'No tools.' : text.join('\n') }
  },
}
