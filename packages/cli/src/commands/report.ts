import type { Inputs } from '../arguments.ts'
import type { Context, Outcome } from '../context.ts'
import { CliError, usageError } from '../errors.ts'
import type { Command } from './command.ts'
import { askServer, DEBUG_TOKEN_OPTION, SERVER_OPERAND } from './server-options.ts'

const FORMATS = ['text', 'json', 'junit', 'sarif', 'markdown', 'html', 'expected-failures'] as const

/** Longest report, in characters. */
const LIMIT = 64 << 20

/** `mcp-auth report`: what a test server has to say of the clients it saw. */
export const report: Command = {
  name: 'report',
  summary: 'tell what a test server saw clients do wrong, and fail if they did',
  operands: [SERVER_OPERAND],
  options: [
    { name: 'format', value: 'FORMAT', summary: `${FORMATS.join(', ')}; text without it` },
    { name: 'output', value: 'FILE', summary: 'write the report there, and a line about it to standard output' },
    { name: 'flow', value: 'ID', summary: 'of this flow alone' },
    {
      name: 'expected-failures',
      value: 'FILE',
      summary: 'failures that are known, in the format of the official conformance suite',
    },
    { name: 'strict', summary: 'fail for warnings too' },
    DEBUG_TOKEN_OPTION,
  ],
  async run(inputs, context) {
    const format = formatOf(inputs)
    const seen = await reportOf(context, inputs, 'json')
    const verdict = await judged(context, inputs, seen)
    if (format === 'text' || inputs.flag('json')) return verdict
    const written =
      format === 'json' ? JSON.stringify(JSON.parse(seen), null, 2) : await reportOf(context, inputs, format)
    const file = inputs.value('output')
    if (file === undefined) return { ...verdict, text: written.trimEnd() }
    await save(file, written)
    return { ...verdict, text: `Wrote ${file}. ${verdict.text.split('\n').at(-1) ?? ''}` }
  },
}

function formatOf(inputs: Inputs): string {
  const format = inputs.value('format') ?? 'text'
  if (FORMATS.some((known) => known === format)) return format
  throw usageError(`--format must be one of ${FORMATS.join(', ')}.`)
}

async function reportOf(context: Context, inputs: Inputs, format: string): Promise<string> {
  const query = new URLSearchParams({ format })
  const flow = inputs.value('flow')
  if (flow !== undefined) query.set('flow', flow)
  return (await askServer(context, inputs, `/debug/report?${query}`)).text(LIMIT)
}

async function judged(context: Context, inputs: Inputs, seen: string): Promise<Outcome> {
  const { describeReport, expectedIn, parseReport } = await import('../report/verdict.ts')
  const document = parseReport(seen)
  const expected = await expectedFailures(context, inputs, expectedIn)
  const { text, unexpected, stale, warnings } = describeReport(document, expected)
  const result = { ...document, unexpectedFailures: unexpected.length, staleExpectations: stale }
  const outcome = { result, text }
  if (document.flows.length === 0) {
    return {
      ...outcome,
      problem: new CliError('inconclusive', 'The server has seen no client yet.', { hint: 'point one at its MCP URL' }),
    }
  }
  if (unexpected.length > 0)
    return { ...outcome, problem: failure(`${counted(unexpected, 'check')} failed`, unexpected[0]) }
  if (stale.length > 0)
    return { ...outcome, problem: new CliError('failed', `Expected to fail, and passed: ${stale.join(', ')}.`) }
  if (inputs.flag('strict') && warnings.length > 0)
    return { ...outcome, problem: failure(counted(warnings, 'warning'), warnings[0]) }
  return outcome
}

function counted({ length }: readonly unknown[], noun: string): string {
  return `${length} ${noun}${length === 1 ? '' : 's'}`
}

function failure(what: string, code: string | undefined): CliError {
  return new CliError('failed', `${what}.`, code === undefined ? {} : { hint: `mcp-auth explain ${code}` })
}

async function expectedFailures(
  context: Context,
  inputs: Inputs,
  expectedIn: (text: string) => ReadonlySet<string>,
): Promise<ReadonlySet<string> | undefined> {
  const file = inputs.value('expected-failures')
  if (file === undefined) return undefined
  const { indirect } = await import('./values.ts')
  return expectedIn(await indirect(context.env, '--expected-failures', file === '-' ? file : `@${file}`))
}

async function save(file: string, text: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises')
  try {
    await writeFile(file, text)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw usageError(`--output: cannot write ${JSON.stringify(file)} (${code}).`)
  }
}
