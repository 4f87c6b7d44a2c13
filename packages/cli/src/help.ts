import { GLOBAL_OPTIONS } from './arguments.ts'
import type { Command, Option } from './commands/command.ts'
import { EXIT_MEANING, EXIT_STATUS } from './errors.ts'

/** Help for the program (empty path), for a command, or for a group of commands. */
export function help(path: readonly Command[], commands: readonly Command[]): string {
  const command = path.at(-1)
  const words = ['mcp-auth', ...path.map(({ name }) => name)].join(' ')
  if (command === undefined) return programHelp(commands)
  if (command.commands !== undefined) {
    const rows = command.commands.map((child) => [usageOf(child), child.summary] as const)
    return [
      `Usage: ${words} COMMAND`,
      capital(command.summary),
      section('Commands', rows),
      options(GLOBAL_OPTIONS),
    ].join('\n\n')
  }
  const operands = command.operands.map(({ name, summary }) => [name, summary] as const)
  const own = command.options.length === 0 ? [] : [options(command.options)]
  return [
    `Usage: ${[...path.slice(0, -1).map(({ name }) => name), usageOf(command)].reduce((text, word) => `${text} ${word}`, 'mcp-auth')}`,
    capital(command.summary),
    ...(operands.length === 0 ? [] : [section('Arguments', operands)]),
    ...own,
    options(GLOBAL_OPTIONS, 'Options of every command'),
    EXIT_STATUSES,
  ].join('\n\n')
}

function programHelp(commands: readonly Command[]): string {
  const rows = commands.flatMap((command) =>
    (command.commands ?? [undefined]).map((child) =>
      child === undefined
        ? ([usageOf(command), command.summary] as const)
        : ([`${command.name} ${usageOf(child)}`, child.summary] as const),
    ),
  )
  return [
    'Usage: mcp-auth COMMAND [OPTIONS]',
    'A client for the authorization of any MCP server: discover it, log in, call it.',
    section('Commands', rows),
    options(GLOBAL_OPTIONS, 'Options of every command, before or after its name'),
    EXIT_STATUSES,
    'mcp-auth COMMAND --help tells more about one.',
  ].join('\n\n')
}

const EXIT_STATUSES = section(
  'Exit status',
  (Object.keys(EXIT_STATUS) as (keyof typeof EXIT_STATUS)[]) // exactly the table's own keys
    .map((name) => [String(EXIT_STATUS[name]), EXIT_MEANING[name]] as const),
)

function usageOf({ name, operands, options: own }: Command): string {
  const words = operands.map((operand) => (operand.optional === true ? `[${operand.name}]` : operand.name))
  return [name, ...words, ...(own.length === 0 ? [] : ['[OPTIONS]'])].join(' ')
}

function options(list: readonly Option[], title = 'Options'): string {
  const shown = list.filter(({ hidden }) => hidden !== true)
  return section(
    title,
    shown.map(({ name, value, summary }) => [`--${name}${value === undefined ? '' : ` ${value}`}`, summary] as const),
  )
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return [`${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join('\n')
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
