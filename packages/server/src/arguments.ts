import { flags, settingOfFlag } from './config/load.ts'
import { nearest } from './config/nearest.ts'

const COMMANDS = ['config print', 'config schema'] as const

/** What a process can be asked to do besides serving. */
export type Command = (typeof COMMANDS)[number]

/** What the command line asks for. */
export interface Arguments {
  /** Without one the server starts. */
  readonly command?: Command
  readonly help: boolean
  readonly version: boolean
  readonly json: boolean
  /** Path of a settings file. */
  readonly config?: string
  /** Settings by name, as written. */
  readonly settings: Readonly<Record<string, string>>
}

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

const SWITCHES = { '--help': 'help', '-h': 'help', '--version': 'version', '--json': 'json' } as const

/** Reads a command, then `--flag value` and `--flag=value`. Throws {@link UsageError} naming what it does not know. */
export function parseArguments(words: readonly string[]): Arguments {
  const command = commandOf(words)
  const argv = command === undefined ? words : words.slice(2)
  const found = { help: false, version: false, json: false }
  const settings: Record<string, string> = {}
  let config: string | undefined
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? ''
    if (isSwitch(word)) {
      found[SWITCHES[word]] = true
      continue
    }
    const { flag, inline } = split(word)
    const setting = settingOfFlag(flag)
    if (setting === undefined && flag !== '--config') throw unknownWord(flag)
    const value = inline ?? argv[++index]
    if (value === undefined) throw new UsageError(`${flag} needs a value`)
    if (setting === undefined) config = value
    else settings[setting] = value
  }
  return { ...found, ...(command !== undefined && { command }), ...(config !== undefined && { config }), settings }
}

function commandOf([area = '', verb = '']: readonly string[]): Command | undefined {
  if (area !== 'config') return undefined
  const command = COMMANDS.find((known) => known === `${area} ${verb}`)
  if (command === undefined)
    throw new UsageError(`config must be followed by print or schema, not ${verb || 'nothing'}`)
  return command
}

function isSwitch(word: string): word is keyof typeof SWITCHES {
  return Object.hasOwn(SWITCHES, word)
}

function split(word: string): { flag: string; inline: string | undefined } {
  const at = word.indexOf('=')
  return at < 0 ? { flag: word, inline: undefined } : { flag: word.slice(0, at), inline: word.slice(at + 1) }
}

function unknownWord(word: string): UsageError {
  if (!word.startsWith('-'))
    return new UsageError(`there is no command ${word}; ${COMMANDS.join(' and ')} come before the options`)
  const near = nearest(word, [...flags, ...Object.keys(SWITCHES), '--config'])
  return new UsageError(`there is no option ${word}${near === undefined ? '' : `; did you mean ${near}?`}`)
}
