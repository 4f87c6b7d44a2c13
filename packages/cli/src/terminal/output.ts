import type { Outcome } from '../context.ts'
import type { Env } from '../env.ts'
import { type CliError, EXIT_STATUS } from '../errors.ts'
import { harmless, jsonText } from './plain.ts'

/** The conversation and the result of one run: text for a reader, or one document for a program. */
export interface Output {
  /** Always on stderr: the authorization URL, what is being waited for. */
  readonly say: (text: string) => void
  /** On stderr for a reader, a member of the document for a program. */
  readonly notice: (text: string) => void
  readonly finish: (command: string, outcome: Outcome) => void
  readonly fail: (error: CliError) => number
}

/** The shape of every JSON document this program prints; grows, and changes its number if it must break. */
const SCHEMA_VERSION = 1

/** Human text: the result on stdout, everything else on stderr. */
export function textOutput(env: Env): Output {
  const line = (text: string): void => env.stderr(`${harmless(text)}\n`)
  return {
    say: line,
    notice: (text) => line(`Note: ${text}`),
    finish: (_command, { text }) => env.stdout(text === '' ? '' : `${harmless(text)}\n`),
    fail: ({ message, details, failure }) => {
      line(`Error: ${message}`)
      if (details.hint !== undefined) line(`Hint: ${details.hint}`)
      return EXIT_STATUS[failure]
    },
  }
}

/** One JSON document: on stdout if all went well, on stderr if not. */
export function jsonOutput(env: Env): Output {
  const notices: string[] = []
  const extra = (): { notices?: readonly string[] } => (notices.length === 0 ? {} : { notices })
  return {
    say: (text) => env.stderr(`${harmless(text)}\n`),
    notice: (text) => void notices.push(text),
    finish: (command, { result, problem }) => {
      const ok = problem === undefined
      env.stdout(`${jsonText({ schemaVersion: SCHEMA_VERSION, ok, command, result, ...extra() })}\n`)
    },
    fail: ({ message, failure, details }) => {
      const { hint, status, url, code } = details
      const document = { schemaVersion: SCHEMA_VERSION, ok: false, code: failure, message, hint, status, url }
      env.stderr(`${jsonText({ ...document, peerCode: code, ...extra() })}\n`)
      return EXIT_STATUS[failure]
    },
  }
}
