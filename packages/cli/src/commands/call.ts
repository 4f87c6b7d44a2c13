import type { Inputs } from '../arguments.ts'
import type { Context } from '../context.ts'
import { CliError, usageError } from '../errors.ts'
import type { JsonObject } from '../http/json.ts'
import { ACCESS_OPTIONS, type Command, URL_OPERAND } from './command.ts'

/** `mcp-auth call`: one MCP request with the saved login. */
export const call: Command = {
  name: 'call',
  summary: 'send one MCP request with the saved login and print its result',
  operands: [URL_OPERAND, { name: 'METHOD', summary: 'initialize, tools/list, tools/call, or any other' }],
  options: [
    { name: 'params', value: 'JSON|@FILE|-', summary: 'the parameters of the request' },
    { name: 'tool-name', value: 'NAME', summary: 'the tool, for tools/call' },
    { name: 'tool-arguments', value: 'JSON|@FILE|-', summary: 'its arguments, for tools/call' },
    { name: 'request-id', value: 'ID', summary: 'the id of the JSON-RPC request' },
    ...ACCESS_OPTIONS,
  ],
  async run(inputs, context) {
    const { mcpUrl } = await import('./values.ts')
    const { accessOf, protocolVersionOption } = await import('./access.ts')
    const { callServer } = await import('../mcp/call.ts')
    const url = await mcpUrl(inputs, context)
    const method = inputs.operand('METHOD') ?? ''
    const protocolVersion = protocolVersionOption(inputs)
    const requestId = inputs.value('request-id')
    const params = await parameters(inputs, context, method)
    const reply = await callServer(context, {
      ...accessOf(inputs, context, url),
      method,
      params,
      requestId: requestId === undefined || requestId === '' ? 'call-1' : requestId,
      protocolVersion,
    })
    const { jsonText, plain } = await import('../terminal/plain.ts')
    if (reply.kind === 'error') {
      const { code, message } = reply.error
      throw new CliError('failed', `JSON-RPC error ${code}: ${plain(message)}`, { url, code })
    }
    const outcome = { result: reply.result, text: jsonText(reply.result, 2) }
    if (!isToolError(method, reply.result)) return outcome
    const name = typeof params?.['name'] === 'string' ? params['name'] : ''
    return { ...outcome, problem: new CliError('failed', `The tool ${name} reports an error.`, { url }) }
  },
}

/** A tool that failed answers with a result, and says so in it (MCP tools, Error Handling). */
function isToolError(method: string, result: unknown): boolean {
  if (method !== 'tools/call' || typeof result !== 'object' || result === null) return false
  return 'isError' in result && result.isError === true
}

async function parameters(inputs: Inputs, context: Context, method: string): Promise<JsonObject | undefined> {
  const { jsonOption } = await import('./values.ts')
  const params = await jsonOption(context, inputs, 'params')
  const toolName = inputs.value('tool-name')
  const toolArguments = await jsonOption(context, inputs, 'tool-arguments')
  if (method !== 'tools/call') {
    if (toolName !== undefined || toolArguments !== undefined) {
      throw usageError('--tool-name and --tool-arguments are for tools/call.')
    }
    return params ?? (method.startsWith('notifications/') ? undefined : {})
  }
  const name = toolName ?? params?.['name']
  if (typeof name !== 'string' || name === '') throw usageError('--tool-name is required for tools/call.')
  return { ...params, name, arguments: toolArguments ?? params?.['arguments'] ?? {} }
}
