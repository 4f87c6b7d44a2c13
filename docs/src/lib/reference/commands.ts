import { GLOBAL_OPTIONS } from '../../../../packages/cli/src/arguments.ts'
import type { Command, Option } from '../../../../packages/cli/src/commands/command.ts'
import * as registry from '../../../../packages/cli/src/commands/registry.ts'
import { EXIT_MEANING, EXIT_STATUS } from '../../../../packages/cli/src/errors.ts'
import * as flows from '../../../../packages/cli/src/flows/registry.ts'
import { anchor, code, type Reference, type Row, type Section } from './table.ts'

function optionRow(command: string, { name, value, summary }: Option): Row {
  const shown = value === undefined ? `--${name}` : `--${name} ${value}`
  return {
    id: anchor(`${command} ${name}`),
    name: `${command} --${name}`,
    about: summary,
    cells: [code(shown), summary],
  }
}

function section(path: string, { summary, operands, options }: Command): Section {
  const usage = [path, ...operands.map(({ name, optional }) => (optional === true ? `[${name}]` : name))].join(' ')
  const given = operands.map(
    ({ name, summary: about }): Row => ({
      id: anchor(`${path} ${name}`),
      name: `${path} ${name}`,
      about,
      cells: [code(name), about],
    }),
  )
  const shown = options.filter(({ hidden }) => hidden !== true)
  return {
    title: usage,
    about: `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    head: ['Word', 'Meaning'],
    rows: [...given, ...shown.map((option) => optionRow(path, option))],
  }
}

const sections = Object.values(registry).flatMap((command: Command): readonly Section[] =>
  command.commands === undefined
    ? [section(command.name, command)]
    : command.commands.map((child) => section(`${command.name} ${child.name}`, child)),
)

/** Every command of the client. */
export const commandsReference: Reference = {
  slug: 'cli',
  title: 'Commands of mcp-auth',
  about:
    'Results go to standard output, the conversation to standard error. Options that every command has may stand before or after its name.',
  sections: [
    {
      title: 'Options of every command',
      head: ['Option', 'Meaning'],
      rows: GLOBAL_OPTIONS.map((option) => optionRow('mcp-auth', option)),
    },
    ...sections,
    {
      title: 'Ways to log in',
      about:
        'The values of --auth-mode, in the order in which they are tried where none is named and what is given does not decide.',
      head: ['--auth-mode', 'How', 'Somebody must be there'],
      rows: Object.values(flows).map(({ id, summary, interactive }) => ({
        id: `mode-${id}`,
        name: `--auth-mode ${id}`,
        about: summary,
        cells: [code(id), summary, interactive ? 'yes' : 'no'],
      })),
    },
    {
      title: 'Exit statuses',
      head: ['Status', 'Meaning'],
      rows: Object.entries(EXIT_STATUS).map(([name, status]) => ({
        id: `exit-${status}`,
        name: `exit status ${status}`,
        about: EXIT_MEANING[name as keyof typeof EXIT_STATUS],
        cells: [String(status), EXIT_MEANING[name as keyof typeof EXIT_STATUS]],
      })),
    },
  ],
}
