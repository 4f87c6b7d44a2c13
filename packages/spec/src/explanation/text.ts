import type { Party } from '../requirement.ts'
import type { ErrorExplanation, RequirementLine } from './error.ts'
import type { Clause, Explanation, OfficialCheck } from './explanation.ts'
import { columns, wrap } from './wrap.ts'

const INDENT = '  '

const PARTIES = {
  client: 'the client',
  'protected-resource': 'the protected resource (the MCP server)',
  'authorization-server': 'the authorization server',
} as const satisfies Record<Party, string>

const KINDS = {
  check: '',
  twin: ' (judges the other party)',
  declared: ' (declared, run by no scenario)',
} as const satisfies Record<OfficialCheck['kind'], string>

/** An explanation as plain text, in lines of at most `width` characters but for what cannot be broken. */
export function explanationText(explanation: Explanation, width = 80): string {
  const { code, id, party, summary, standing, asked, clauses, official, cause, remedy } = explanation
  const rows = columns(
    [
      ['Asked of', [PARTIES[party]]],
      ['Level', [standing]],
      [`In ${asked?.revision}`, given(asked?.text)],
      ['Usual cause', [cause]],
      ['Try next', [remedy]],
      ['Decided by', clauses.flatMap(linesOf)],
      [
        'Official suite',
        official.length === 0 ? ['no check'] : official.map((check) => `${check.id}${KINDS[check.kind]}`),
      ],
      ['Not visible', [...given(explanation.unobservable), ...given(explanation.unseen)]],
    ],
    width,
    INDENT,
  )
  return block(`${code}  ${id}`, summary, rows, width)
}

/** An OAuth error as plain text, in lines of at most `width` characters but for what cannot be broken. */
export function errorText({ error, meaning, status, clause, missed, next }: ErrorExplanation, width = 80): string {
  const rows = columns(
    [
      ['HTTP status', [`${status}, where no redirect carries it`]],
      ['Defined by', linesOf(clause)],
      ['Can come from', linesTo(missed)],
      ['Next', linesTo(next)],
    ],
    width,
    INDENT,
  )
  return block(`OAuth error ${error}`, meaning, rows, width)
}

function block(heading: string, summary: string, rows: readonly string[], width: number): string {
  const body = wrap(summary, width - INDENT.length).map((line) => `${INDENT}${line}`)
  return [heading, '', ...body, '', ...rows].join('\n')
}

function given(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text]
}

function linesOf({ citation, url }: Clause): readonly string[] {
  return [citation, url]
}

function linesTo(rows: readonly RequirementLine[]): readonly string[] {
  return rows.map(({ code, id }) => `${code} ${id}`)
}
