import { errorCodes, isOAuthErrorCode, type OAuthErrorCode } from '../error-code.ts'
import { guidance } from '../guidance/registry.ts'
import { requirementIds } from '../lookup.ts'
import { type RequirementId, requirements } from '../requirements/registry.ts'
import { type Clause, clauseOf } from './explanation.ts'

/** A requirement, as short as can be. */
export interface RequirementLine {
  readonly id: RequirementId
  readonly code: string
  readonly summary: string
}

/** What an OAuth error means to the client that gets it. */
export interface ErrorExplanation {
  readonly error: OAuthErrorCode
  readonly meaning: string
  /** HTTP status of a direct answer. */
  readonly status: number
  readonly clause: Clause
  /** What a client that gets it may have missed; there can be other reasons. */
  readonly missed: readonly RequirementLine[]
  /** What says how a client goes on from it. */
  readonly next: readonly RequirementLine[]
}

/** Explains a registered OAuth error; `undefined` if it is not known here. */
export function explainError(code: string): ErrorExplanation | undefined {
  if (!isOAuthErrorCode(code)) return undefined
  const { meaning, status, reference } = errorCodes[code]
  const lines = (member: 'brings' | 'after'): readonly RequirementLine[] =>
    requirementIds().flatMap((id) => (guidance[id][member]?.includes(code) === true ? [lineOf(id)] : []))
  return { error: code, meaning, status, clause: clauseOf(reference), missed: lines('brings'), next: lines('after') }
}

function lineOf(id: RequirementId): RequirementLine {
  const { code, summary } = requirements[id]
  return { id, code, summary }
}
