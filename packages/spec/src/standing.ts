import { cite } from './document.ts'
import { documents } from './documents.ts'
import { extensions } from './extension.ts'
import type { Binding, EarlierStanding, Level, Requirement } from './requirement.ts'
import { applies, LATEST_REVISION, REVISIONS, type Revision } from './revision.ts'

/** How a requirement stands in one revision; without `level` that revision does not have it. */
export interface Standing {
  readonly revision: Revision
  readonly level?: Level
  readonly binding?: Binding | EarlierStanding['binding']
}

/** How `requirement` stands in one revision. */
export function standing(requirement: Requirement, revision: Revision): Standing {
  const { revisions, level, binding, earlier = [] } = requirement
  if (revisions === undefined || applies(revisions, revision)) return { revision, level, binding }
  const row = earlier.find((candidate) => applies(candidate.revisions, revision))
  return row === undefined ? { revision } : { revision, level: row.level, binding: row.binding }
}

/** The level at which `requirement` binds a party that speaks `revision`; undefined when that revision lacks it. */
export function levelAt(requirement: Requirement, revision: Revision): Level | undefined {
  return standing(requirement, revision).level
}

/** How `requirement` stands in each revision, oldest first. */
export function standings(requirement: Requirement): readonly Standing[] {
  return REVISIONS.map((revision) => standing(requirement, revision))
}

/** The standings in one line, newest first, for example `MUST from 2025-11-25; SHOULD in 2025-03-26 and 2025-06-18`. */
export function standingText(requirement: Requirement): string {
  const { published, deprecated, stricter } = requirement
  return [
    ...standingParts(requirement),
    ...(published === undefined ? [] : [`on that page since ${published}`]),
    ...(deprecated === undefined ? [] : [`deprecated since ${deprecated}`]),
    ...(stricter === undefined ? [] : [`${stricter.level} by ${cite(stricter.reference)}`]),
  ].join('; ')
}

/** A level as a word: that of RFC 2119, or what stands for none. */
export function levelText(level: Level): string {
  return level === 'INFO' ? 'advice' : level
}

/** What makes a standing binding, where that is not the dated MCP text itself. */
export function bindingText(requirement: Requirement, { binding }: Standing): string | undefined {
  switch (binding) {
    case 'oauth':
      return 'by OAuth'
    case 'implied':
      return 'by implication'
    case 'best-practices':
      return 'by the Security Best Practices'
    case 'extension':
      return requirement.binding === 'extension'
        ? `with the extension ${requirement.extensions.map((name) => extensions[name].title).join(' or ')}`
        : undefined
    case 'rfc':
      return `where ${documents[requirement.references[0].document].short} is used`
    default:
      return undefined
  }
}

function standingParts(requirement: Requirement): readonly string[] {
  const groups = new Map<string, Revision[]>()
  for (const row of standings(requirement)) {
    if (row.level === undefined) continue
    const words = [levelText(row.level), bindingText(requirement, row)].filter((word) => word !== undefined).join(' ')
    groups.set(words, [...(groups.get(words) ?? []), row.revision])
  }
  const undated = requirement.revisions === undefined
  return [...groups].reverse().map(([words, revisions]) => (undated ? words : `${words} ${during(revisions)}`))
}

/** Revisions that follow each other, in words. */
function during(revisions: readonly Revision[]): string {
  const last = revisions.at(-1)
  if (revisions.length === REVISIONS.length) return 'in every revision'
  if (last === LATEST_REVISION) return `from ${revisions[0]}`
  return `in ${revisions.slice(0, -1).join(', ')}${revisions.length > 1 ? ' and ' : ''}${last}`
}
