import type { Context } from '../context.ts'
import { ACCESS_OPTIONS, type Command, URL_OPERAND } from './command.ts'

/** `mcp-auth proxy`: a protected server for a client that only knows stdio. */
export const proxy: Command = {
  name: 'proxy',
  summary: 'serve an MCP server on standard input and output with the saved login',
  operands: [URL_OPERAND],
  options: ACCESS_OPTIONS.filter(({ name }) => name !== 'protocol-version'),
  async run(inputs, context) {
    const { mcpUrl } = await import('./values.ts')
    const { accessOf } = await import('./access.ts')
    const { Bridge } = await import('../bridge/bridge.ts')
    const unattended = bridged(context)
    await new Bridge(unattended, accessOf(inputs, unattended, await mcpUrl(inputs, unattended))).run()
    return undefined
  },
}

/** Standard input is the client's, so nobody can type anything, and what is to be known goes to stderr at once. */
function bridged(context: Context): Context {
  const { env, say } = context
  const stdin = { isTTY: false, text: async () => '', line: env.stdin.line }
  return { ...context, env: { ...env, stdin }, notice: (text) => say(`Note: ${text}`) }
}
