import { type Inputs, parseArguments } from './arguments.ts'
import type { Command } from './commands/command.ts'
import * as registry from './commands/registry.ts'
import type { Context } from './context.ts'
import type { Env } from './env.ts'
import { CliError, EXIT_STATUS, usageError } from './errors.ts'
import { help } from './help.ts'
import { jsonOutput, type Output, textOutput } from './terminal/output.ts'
import type { Transport } from './transport.ts'
import { VERSION } from './version.ts'

const REQUEST_TIMEOUT = 30_000
const USER_TIMEOUT = 180_000

const COMMANDS: readonly Command[] = Object.values(registry)

/** The whole program as a function: arguments in, exit status out, no process touched, nothing ever thrown. */
export async function run(args: readonly string[], env: Env): Promise<number> {
  const { path, inputs, problem } = parseArguments(args, COMMANDS)
  const output = inputs.flag('json') ? jsonOutput(env) : textOutput(env)
  try {
    if (inputs.flag('help')) {
      env.stdout(`${help(path, COMMANDS)}\n`)
      return EXIT_STATUS.ok
    }
    if (inputs.flag('version')) {
      env.stdout(`${VERSION}\n`)
      return EXIT_STATUS.ok
    }
    if (problem !== undefined) throw problem
    return await runCommand(path, inputs, env, output)
  } catch (error) {
    return output.fail(await presentable(error, inputs, env))
  }
}

async function runCommand(path: readonly Command[], inputs: Inputs, env: Env, output: Output): Promise<number> {
  const command = path.at(-1)
  if (command?.run === undefined) throw usageError('No command given.', 'mcp-auth --help')
  const transport = await transportFor(inputs, env, output)
  const outcome = await command
    .run(inputs, contextFor(inputs, worldFor(inputs, env, transport), output))
    .finally(transport.close)
  if (outcome === undefined) return EXIT_STATUS.ok
  output.finish(path.map(({ name }) => name).join(' '), outcome)
  return outcome.problem === undefined ? EXIT_STATUS.ok : output.fail(outcome.problem)
}

/** The world as the options of every command change it. */
function worldFor(inputs: Inputs, env: Env, { fetch }: Transport): Env {
  const store = inputs.value('store')
  if (store === undefined) return fetch === env.fetch ? env : { ...env, fetch }
  return { ...env, fetch, variables: { ...env.variables, MCP_AUTH_CLI_STORE: store } }
}

function contextFor(inputs: Inputs, env: Env, output: Output): Context {
  const limit = timeLimit(inputs)
  return {
    env,
    say: output.say,
    notice: output.notice,
    requestTimeout: limit ?? REQUEST_TIMEOUT,
    userTimeout: limit ?? USER_TIMEOUT,
    insecureHttp: inputs.flag('allow-insecure-http'),
    commands: COMMANDS,
  }
}

/** The way to servers, and what is kept of it; most commands run without any of it, and do not load it. */
async function transportFor(inputs: Inputs, env: Env, { say }: Output): Promise<Transport> {
  const special = ['verbose', 'har', 'ca-file', 'insecure'].some((name) => inputs.flag(name))
  const proxied = Object.keys(env.variables).some((name) => /^(?:https?|all)_proxy$/i.test(name))
  if (!special && !proxied) return { fetch: env.fetch, close: async () => undefined }
  return (await import('./transport.ts')).openTransport(inputs, env, say)
}

function timeLimit(inputs: Inputs): number | undefined {
  const value = inputs.value('timeout')
  if (value === undefined) return undefined
  const seconds = Number(value)
  if (!/^\d+(?:\.\d+)?$/.test(value) || seconds <= 0 || seconds > 86_400) {
    throw usageError(`--timeout must be a number of seconds, not ${JSON.stringify(value)}.`)
  }
  return seconds * 1000
}

/** Any error as one line without secrets; what was not expected shows its stack only when asked to be verbose. */
async function presentable(error: unknown, inputs: Inputs, env: Env): Promise<CliError> {
  const known = error instanceof CliError ? error : unexpected(error)
  // A secret in a line of ours can only be in a URL's query or user information, or in a stack.
  if (error instanceof CliError && !/[?@]/.test(`${known.message}${known.details.hint}${known.details.url}`))
    return known
  const { redactText } = await import('./terminal/redact.ts')
  if (inputs.flag('verbose') && !(error instanceof CliError) && error instanceof Error) {
    env.stderr(`${redactText(error.stack ?? '')}\n`)
  }
  const { hint, url, ...rest } = known.details
  return new CliError(known.failure, redactText(known.message), {
    ...rest,
    hint: hint === undefined ? undefined : redactText(hint),
    url: url === undefined ? undefined : redactText(url),
  })
}

function unexpected(error: unknown): CliError {
  const message = error instanceof Error ? error.message.split('\n', 1).join('') : String(error)
  return new CliError('failed', `Unexpected: ${message}`, { hint: 'add --verbose to see where', cause: error })
}
