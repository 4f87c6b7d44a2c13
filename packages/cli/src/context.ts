import type { Command } from './commands/command.ts'
import type { Env } from './env.ts'
import type { CliError } from './errors.ts'

/** What a running command has at hand: the world, the conversation, and the time it may take. */
export interface Context {
  readonly env: Env
  /** Part of the conversation: always on stderr. */
  readonly say: (text: string) => void
  /** Something the user should know although it did not stop the command. */
  readonly notice: (text: string) => void
  /** How long one request may stay without an answer, in milliseconds. */
  readonly requestTimeout: number
  /** How long to wait for the user, in milliseconds. */
  readonly userTimeout: number
  /** Accept plain http to hosts other than this machine. */
  readonly insecureHttp: boolean
  /** All commands there are. */
  readonly commands: readonly Command[]
}

/** What a command hands back: a document for `--json`, and the same for a reader. */
export interface Outcome {
  readonly result: unknown
  readonly text: string
  /** What the result itself reports as gone wrong: it is printed all the same, and the status tells. */
  readonly problem?: CliError
}
