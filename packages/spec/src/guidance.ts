/** What a finding means and what to try next: texts to read when somebody asks, too many for every start. */
export { type ErrorExplanation, explainError, type RequirementLine } from './explanation/error.ts'
export { type Clause, type Explanation, explain, type OfficialCheck } from './explanation/explanation.ts'
export { officialCheckIds, requirementsOfCheck } from './explanation/official-check.ts'
export { errorText, explanationText } from './explanation/text.ts'
export { columns, wrap } from './explanation/wrap.ts'
export type { Guidance } from './guidance/guidance.ts'
export { guidance } from './guidance/registry.ts'
