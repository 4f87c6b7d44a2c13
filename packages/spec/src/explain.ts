import { cite, referenceUrl } from './document.ts'
import type { OAuthErrorCode } from './error-code.ts'
import type { Guidance } from './guidance/guidance.ts'
import { guidance } from './guidance/registry.ts'
import { isRequirementId, requirement } from './lookup.ts'
import { type Level, levelAt } from './requirement.ts'
import { type RequirementId, requirements } from './requirements/registry.ts'
import { REVISIONS, type Revision } from './revision.ts'

/** All that helps to understand one requirement. */
export interface Explanation {
  readonly id: RequirementId
  readonly code: string
  readonly party: string
  readonly summary: string
  /** The level in each revision; null where the revision does not ask for it. */
  readonly levels: Readonly<Record<Revision, Level | null>>
  /** The sentences that decide, the first one first. */
  readonly clauses: readonly { readonly clause: string; readonly url: string }[]
  /** Checks of the official conformance suite that test it. */
  readonly official: readonly string[]
  /** Why nothing on the wire shows whether it is met, or which part of it does not show. */
  readonly unseen?: string
  readonly guidance?: Guidance
}

/** Explains a requirement, by its word id, or its code in any letter case; undefined for what is neither. */
export function explain(idOrCode: string): Explanation | undefined {
  const found = requirement(idOrCode)
  if (found === undefined) return undefined
  const { id, code, party, summary, references, official, unobservable, unseen } = found
  const hidden = unobservable ?? unseen
  const help = guidanceFor(id)
  return {
    id,
    code,
    party,
    summary,
    levels: Object.fromEntries(
      REVISIONS.map((each) => [each, levelAt(requirements[id], each) ?? null]),
    ) as Explanation['levels'],
    clauses: references.map((reference) => ({ clause: cite(reference), url: referenceUrl(reference) })),
    official,
    ...(hidden !== undefined && { unseen: hidden }),
    ...(help !== undefined && { guidance: help }),
  }
}

/** What helps with a requirement, where it is known. */
export function guidanceFor(id: RequirementId): Guidance | undefined {
  return (guidance as Readonly<Partial<Record<RequirementId, Guidance>>>)[id]
}

/** The levels of an explanation in one line: revisions of the same level together. */
export function levelsInWords({ levels }: Explanation): string {
  const spans: { level: Level | null; from: Revision; to: Revision }[] = []
  for (const revision of REVISIONS) {
    const last = spans.at(-1)
    if (last !== undefined && last.level === levels[revision]) last.to = revision
    else spans.push({ level: levels[revision], from: revision, to: revision })
  }
  return spans
    .map(({ level, from, to }) => `${level ?? 'not asked for'} in ${from === to ? from : `${from} to ${to}`}`)
    .join('; ')
}

/** An explanation as lines of plain text, without line breaks of their own. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { code, id, party, summary, clauses, official, unseen, guidance } = explanation
  return [
    `${code} ${id} (${party.replaceAll('-', ' ')})`,
    summary,
    `Level: ${levelsInWords(explanation)}`,
    ...clauses.map(({ clause, url }) => `Clause: ${clause} ${url}`),
    ...(guidance === undefined ? [] : [`Usual cause: ${guidance.cause}`, `Try next: ${guidance.remedy}`]),
    ...(unseen === undefined ? [] : [`Not seen on the wire: ${unseen}`]),
    ...(official.length === 0 ? [] : [`Official checks: ${official.join(', ')}`]),
  ]
}

/** The requirements that an official check tests. */
export function requirementsOf(official: string): readonly RequirementId[] {
  return Object.keys(requirements).filter((id): id is RequirementId => {
    return isRequirementId(id) && (requirements[id].official as readonly string[]).includes(official)
  })
}

/** The requirements of clients that an OAuth error usually comes of, when they are missed. */
export function missedBefore(error: OAuthErrorCode): readonly RequirementId[] {
  return clientIds().filter((id) => guidance[id].brings?.includes(error) === true)
}

/** The requirements of clients that say what to do after an OAuth error. */
export function askedAfter(error: OAuthErrorCode): readonly RequirementId[] {
  return clientIds().filter((id) => guidance[id].after?.includes(error) === true)
}

function clientIds(): readonly (keyof typeof guidance)[] {
  // The keys of a record typed by its literal keys are exactly those.
  return Object.keys(guidance) as (keyof typeof guidance)[]
}
