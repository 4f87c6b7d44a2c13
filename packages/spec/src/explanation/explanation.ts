import { cite, type Document, type Reference, referenceUrl } from '../document.ts'
import { documents } from '../documents.ts'
import { guidance } from '../guidance/registry.ts'
import { requirement } from '../lookup.ts'
import { declaredOnlyChecks } from '../official.ts'
import type { Party, Requirement } from '../requirement.ts'
import type { RequirementId } from '../requirements/registry.ts'
import type { Revision } from '../revision.ts'
import { bindingText, levelText, type Standing, standing, standings, standingText } from '../standing.ts'
import { topicOf, topics } from '../topic.ts'

/** A sentence that decides, as it is cited and where it is. */
export interface Clause {
  /** For example `RFC 7636 §4.6`. */
  readonly citation: string
  readonly title: string
  readonly url: string
}

/** A check of the official conformance suite. */
export interface OfficialCheck {
  readonly id: string
  /** `twin`: judges the other party; `declared`: no scenario of the suite runs it. */
  readonly kind: 'check' | 'twin' | 'declared'
}

/** All there is to say about a requirement, apart from what was seen. */
export interface Explanation {
  readonly id: RequirementId
  readonly code: string
  readonly topic: string
  readonly party: Party
  readonly summary: string
  /** How it stands in every revision, in one line. */
  readonly standing: string
  /** The same as data, oldest revision first. */
  readonly standings: readonly Standing[]
  /** How it stands in the revision that was asked about, if one was. */
  readonly asked?: Standing & { readonly text: string }
  /** The first is the one to show; with a revision asked about, what that revision itself says comes first. */
  readonly clauses: readonly Clause[]
  readonly official: readonly OfficialCheck[]
  /** Why nobody can see from outside whether it is met. */
  readonly unobservable?: string
  /** The part that leaves no trace on the wire. */
  readonly unseen?: string
  readonly cause: string
  readonly remedy: string
}

/** Explains a requirement by its word id or its code in any letter case; `undefined` if there is no such one. */
export function explain(
  idOrCode: string,
  { revision }: { readonly revision?: Revision | undefined } = {},
): Explanation | undefined {
  const row = requirement(idOrCode)
  if (row === undefined) return undefined
  const { id, code, party, summary, unobservable, unseen } = row
  const topic = topicOf(code)
  const { cause, remedy } = guidance[id]
  return {
    id,
    code,
    topic: topic === undefined ? '' : topics[topic],
    party,
    summary,
    standing: standingText(row),
    standings: standings(row),
    ...(revision === undefined ? {} : { asked: askedOf(row, revision) }),
    clauses: clausesOf(row, revision),
    official: officialOf(row),
    ...(unobservable === undefined ? {} : { unobservable }),
    ...(unseen === undefined ? {} : { unseen }),
    cause,
    remedy,
  }
}

/** What is cited, with its link. */
export function clauseOf(reference: Reference): Clause {
  const { title }: Document = documents[reference.document]
  return { citation: cite(reference), title, url: referenceUrl(reference) }
}

function askedOf(row: Requirement, revision: Revision): Standing & { readonly text: string } {
  const found = standing(row, revision)
  if (found.level === undefined) return { ...found, text: 'nothing asks for it' }
  const words = [levelText(found.level), bindingText(row, found)].filter((word) => word !== undefined)
  return { ...found, text: words.join(' ') }
}

function clausesOf({ references }: Requirement, revision: Revision | undefined): readonly Clause[] {
  const own = ({ document }: Reference): number => (document.startsWith(`mcp-${revision}-`) ? 0 : 1)
  return [...references].sort((left, right) => own(left) - own(right)).map(clauseOf)
}

function officialOf({ official, officialTwins = [] }: Requirement): readonly OfficialCheck[] {
  return [
    ...official.map((id): OfficialCheck => ({ id, kind: declaredOnlyChecks.has(id) ? 'declared' : 'check' })),
    ...officialTwins.map((id): OfficialCheck => ({ id, kind: 'twin' })),
  ]
}
