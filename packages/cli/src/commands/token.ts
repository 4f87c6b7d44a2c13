import { CliError } from '../errors.ts'
import { ACCESS_OPTIONS, type Command, URL_OPERAND } from './command.ts'

/** `mcp-auth token`: the access token and nothing else, for `$(…)`. */
export const token: Command = {
  name: 'token',
  summary: 'print the access token of the saved login, renewed if need be',
  operands: [URL_OPERAND],
  options: ACCESS_OPTIONS.filter(({ name }) => name !== 'protocol-version'),
  async run(inputs, context) {
    const { mcpUrl } = await import('./values.ts')
    const { accessOf } = await import('./access.ts')
    const { withAccess } = await import('../mcp/access.ts')
    const url = await mcpUrl(inputs, context)
    const credentials = await withAccess(context, accessOf(inputs, context, url), async (current) => current)
    if (credentials === undefined) {
      throw new CliError('unauthorized', `There is no login for ${url}.`, { url, hint: `mcp-auth login ${url}` })
    }
    const { accessToken, prover } = credentials
    if (prover !== undefined) context.notice('This token is bound to a key (DPoP); by itself it is of no use.')
    return { result: { url, accessToken, tokenType: prover === undefined ? 'Bearer' : 'DPoP' }, text: accessToken }
  },
}
