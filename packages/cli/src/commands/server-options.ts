import type { Inputs } from '../arguments.ts'
import type { Context } from '../context.ts'
import { CliError, usageError } from '../errors.ts'
import { type Incoming, send } from '../http/exchange.ts'
import type { Operand, Option } from './command.ts'

/** A test server that watches clients. */
export const SERVER_OPERAND: Operand = {
  name: 'SERVER',
  summary: 'any URL of the mcp-auth-test-server; http://127.0.0.1:8765 without it',
  optional: true,
}

/** What opens what a server saw. */
export const DEBUG_TOKEN_OPTION: Option = {
  name: 'debug-token',
  value: '@FILE|-',
  summary: "the server's debugToken, if it has one; or in MCP_AUTH_DEBUG_TOKEN",
}

const DEFAULT_SERVER = 'http://127.0.0.1:8765'

/** Asks a test server for something under /debug. Fails where there is nothing of the kind, or where it may not be seen. */
export async function askServer(
  context: Context,
  inputs: Inputs,
  path: string,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly patient?: boolean } = {},
): Promise<Incoming> {
  const origin = originOf(inputs)
  const { secretOption } = await import('./values.ts')
  const token = await secretOption(context, inputs, 'debug-token', 'MCP_AUTH_DEBUG_TOKEN')
  const { headers = {}, patient = false } = options
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const url = origin + path
  const answer = await send(context, { method: 'GET', url, headers: { ...headers, ...authorization }, patient })
  if (answer.status === 200) return answer
  const text = await answer.text()
  if (answer.status === 401 || answer.status === 403) {
    throw new CliError('unauthorized', `${origin} does not show what it saw without its token.`, {
      url,
      hint: 'mcp-auth report --debug-token @FILE',
    })
  }
  const said = descriptionIn(text)
  if (answer.status === 404 && said === undefined) {
    throw new CliError('failed', `${origin} is no mcp-auth-test-server that observes clients.`, { url })
  }
  throw new CliError('failed', said ?? `${origin} answered ${answer.status}.`, { url, status: answer.status })
}

function originOf(inputs: Inputs): string {
  const given = inputs.operand('SERVER') ?? DEFAULT_SERVER
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw usageError(`SERVER must be an http or https URL, not ${JSON.stringify(given)}.`)
  }
  return new URL(given).origin
}

function descriptionIn(text: string): string | undefined {
  try {
    const { error_description: said, error } = JSON.parse(text) as { error_description?: unknown; error?: unknown }
    return typeof said === 'string' && error !== 'not_found' ? said : undefined
  } catch {
    return undefined
  }
}
