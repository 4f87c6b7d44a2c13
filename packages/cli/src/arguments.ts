import { parseArgs } from 'node:util'
import type { Command, Option } from './commands/command.ts'
import { type CliError, usageError } from './errors.ts'
import { nearest } from './terminal/nearest.ts'

/** Options that every command has, before or after its name. */
export const GLOBAL_OPTIONS: readonly Option[] = [
  { name: 'json', summary: 'print one JSON document instead of text' },
  { name: 'verbose', summary: 'tell every HTTP exchange on stderr, without secrets' },
  { name: 'store', value: 'file|keychain', summary: 'where logins are kept; or in MCP_AUTH_CLI_STORE' },
  { name: 'har', value: 'FILE', summary: 'save every HTTP exchange there as HAR 1.2, without secrets' },
  { name: 'timeout', value: 'SECONDS', summary: 'give up on a request (30) or on the user (180) after this long' },
  { name: 'ca-file', value: 'FILE', summary: 'trust the certificate authorities in this PEM file too' },
  { name: 'insecure', summary: 'take any TLS certificate (dangerous)' },
  { name: 'allow-insecure-http', summary: 'accept plain http beyond this machine, for closed test networks' },
  { name: 'help', summary: 'print help' },
  { name: 'version', summary: 'print the version' },
]

/** The words of one command line, after they were found to be right. */
export interface Inputs {
  /** An operand by its name, as typed. */
  operand(name: string): string | undefined
  /** The value of an option, as typed. */
  value(name: string): string | undefined
  flag(name: string): boolean
}

/** What a command line asks for; `problem` is what is wrong with it, beside what could still be understood. */
export interface Parsed {
  readonly path: readonly Command[]
  readonly inputs: Inputs
  readonly problem: CliError | undefined
}

interface Token {
  readonly kind: string
  readonly name?: string
  readonly rawName?: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

/** Reads a command line against a table of commands. Never throws, so that `--help` and `--json` always count. */
export function parseArguments(args: readonly string[], commands: readonly Command[]): Parsed {
  const { tokens } = parseArgs({
    args: [...args],
    options: optionTypes(commands),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const { path, rest, problem: unknownCommand } = resolve(words, commands)
  const known = [...GLOBAL_OPTIONS, ...(path.at(-1)?.options ?? [])]
  const { values, problem: wrongOption } = readOptions(tokens, known, path)
  const { operands, problem: wrongOperand } = readOperands(rest, path.at(-1))
  return {
    path,
    inputs: {
      operand: (name) => operands.get(name),
      value: (name) => values.get(name),
      flag: (name) => values.has(name),
    },
    problem: unknownCommand ?? wrongOption ?? wrongOperand,
  }
}

function optionTypes(commands: readonly Command[]): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  const all = [...GLOBAL_OPTIONS, ...commands.flatMap(everyOption)]
  return Object.fromEntries(
    all.map(({ name, value }) => [
      name,
      { type: value === undefined ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) },
    ]),
  )
}

function everyOption(command: Command): readonly Option[] {
  return [...command.options, ...(command.commands ?? []).flatMap(everyOption)]
}

interface Resolved {
  readonly path: readonly Command[]
  readonly rest: readonly string[]
  readonly problem: CliError | undefined
}

/** Follows the words down the table of commands. */
function resolve(words: readonly string[], commands: readonly Command[]): Resolved {
  const path: Command[] = []
  let choices = commands
  let rest = words
  while (choices.length > 0) {
    const [word, ...others] = rest
    const parent = path.map(({ name }) => name).join(' ')
    const names = choices.map(({ name }) => name)
    if (word === undefined) {
      const message = parent === '' ? 'No command given.' : `${parent} needs one of: ${names.join(', ')}.`
      return { path, rest, problem: usageError(message, `mcp-auth ${parent === '' ? '' : `${parent} `}--help`) }
    }
    const found = choices.find(({ name }) => name === word)
    if (found === undefined) {
      const near = nearest(word, names)
      const hint = near === undefined ? `one of ${names.join(', ')}` : `did you mean ${near}?`
      return {
        path,
        rest,
        problem: usageError(`Unknown command ${JSON.stringify([parent, word].join(' ').trim())}.`, hint),
      }
    }
    path.push(found)
    choices = found.commands ?? []
    rest = others
  }
  return { path, rest, problem: undefined }
}

function readOptions(
  tokens: readonly Token[],
  known: readonly Option[],
  path: readonly Command[],
): { readonly values: ReadonlyMap<string, string>; readonly problem: CliError | undefined } {
  const values = new Map<string, string>()
  let problem: CliError | undefined
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = known.find(({ name }) => name === token.name)
    const wrong = option === undefined ? unknownOption(token, known, path) : wrongValue(token, option, values)
    problem ??= wrong
    if (option !== undefined && wrong === undefined) values.set(option.sameAs ?? option.name, token.value ?? '')
  }
  return { values, problem }
}

function unknownOption(token: Token, known: readonly Option[], path: readonly Command[]): CliError {
  const names = known.filter(({ hidden }) => hidden !== true).map(({ name }) => name)
  const near = nearest(token.name ?? '', names)
  const command = path.map(({ name }) => name).join(' ')
  const where = command === '' ? '' : ` for ${command}`
  const hint = near === undefined ? `mcp-auth ${command === '' ? '' : `${command} `}--help` : `did you mean --${near}?`
  return usageError(`Unknown option ${token.rawName ?? ''}${where}.`, hint)
}

function wrongValue(token: Token, option: Option, values: ReadonlyMap<string, string>): CliError | undefined {
  const name = `--${option.name}`
  if (option.value === undefined) return token.inlineValue === true ? usageError(`${name} takes no value.`) : undefined
  if (values.has(option.sameAs ?? option.name)) return usageError(`${name} is given twice.`)
  const { value, inlineValue } = token
  if (value === undefined) return usageError(`${name} needs a value: ${name} ${option.value}.`)
  if (inlineValue === false && value.length > 1 && value.startsWith('-')) {
    // What is no option may be a secret, and is not repeated.
    const shown = /^--?[a-z][a-z-]*$/.test(value)
    const follows = shown ? value : 'something that begins with -'
    const joined = `${name}=${shown ? value : option.value}`
    return usageError(`${name} needs a value, but ${follows} follows.`, `${joined} if that is the value`)
  }
  return undefined
}

function readOperands(
  words: readonly string[],
  command: Command | undefined,
): { readonly operands: ReadonlyMap<string, string>; readonly problem: CliError | undefined } {
  const operands = new Map<string, string>()
  if (command === undefined || command.commands !== undefined) return { operands, problem: undefined }
  for (const [index, { name, optional }] of command.operands.entries()) {
    const word = words[index]
    if (word !== undefined) operands.set(name, word)
    else if (optional !== true)
      return { operands, problem: usageError(`${name} is missing.`, 'add --help to see what goes where') }
  }
  const extra = words[command.operands.length]
  return { operands, problem: extra === undefined ? undefined : usageError(`Unexpected ${JSON.stringify(extra)}.`) }
}
