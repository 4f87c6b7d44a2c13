import {
  errorCodes,
  isTopic,
  type Level,
  levelText,
  type Requirement,
  type RequirementId,
  type Revision,
  requirementIds,
  requirements,
  standing,
  standingText,
  type Topic,
  topicOf,
  topics,
} from '@mcp-auth/spec'
import { columns } from '@mcp-auth/spec/guidance'
import type { Outcome } from '../context.ts'

interface Row {
  readonly code: string
  readonly id: RequirementId
  /** In the revision asked about, or in the newest that has it. */
  readonly level: Level
  readonly standing: string
  readonly summary: string
}

interface Listed {
  readonly topic: Topic
  readonly title: string
  readonly requirements: readonly Row[]
}

const ALL = Object.keys(topics).filter(isTopic)

/** The topics that a prefix of codes means: `C-AZ` one, `C` all of clients. */
export function topicsOf(prefix: string): readonly Topic[] {
  const start = prefix.toUpperCase().replace(/-$/, '')
  return ALL.filter((topic) => topic === start || topic.startsWith(`${start}-`))
}

/** Everything that can be explained, a line each; with a revision, what that revision has. */
export function allTopics(revision: Revision | undefined, width: number): Outcome {
  const listed = listedBy(ALL, revision)
  const errors = Object.entries(errorCodes).map(([error, { meaning }]) => ({ error, meaning }))
  const text = [
    ...listed.map(({ topic, title, requirements: rows }) =>
      [
        `${topic}  ${title}`,
        ...rows.map(({ code, level, id }) => `  ${code}  ${levelText(level).padEnd(10)}  ${id}`),
      ].join('\n'),
    ),
    [
      'OAuth errors',
      ...columns(
        errors.map(({ error, meaning }) => [error, [meaning]]),
        width,
        '  ',
      ),
    ].join('\n'),
    'mcp-auth explain NAME tells more about one; official checks have names as well.',
  ]
  return { result: { ...asked(revision), topics: listed, errors }, text: text.join('\n\n') }
}

/** Some topics, each requirement with its sentence. */
export function oneTopic(chosen: readonly Topic[], revision: Revision | undefined, width: number): Outcome {
  const listed = listedBy(chosen, revision)
  const text = listed.map(({ topic, title, requirements: rows }) =>
    [
      `${topic}  ${title}`,
      ...columns(
        rows.map(({ code, level, id, summary }) => [code, [`${id} (${levelText(level)})`, summary]]),
        width,
        '  ',
      ),
    ].join('\n'),
  )
  const nothing = `${chosen.join(', ')}: ${revision} asks for nothing.`
  return { result: { ...asked(revision), topics: listed }, text: text.length === 0 ? nothing : text.join('\n\n') }
}

function asked(revision: Revision | undefined): { readonly revision?: Revision } {
  return revision === undefined ? {} : { revision }
}

function listedBy(chosen: readonly Topic[], revision: Revision | undefined): readonly Listed[] {
  const all = requirementIds().map((id) => ({ id, row: requirements[id] }))
  return chosen
    .map((topic) => {
      const rows = all.filter(({ row }) => topicOf(row.code) === topic)
      return { topic, title: topics[topic], requirements: rows.flatMap(({ id, row }) => rowOf(id, row, revision)) }
    })
    .filter(({ requirements: rows }) => rows.length > 0)
}

function rowOf(id: RequirementId, row: Requirement, revision: Revision | undefined): readonly Row[] {
  const level = revision === undefined ? row.level : standing(row, revision).level
  if (level === undefined) return []
  return [{ code: row.code, id, level, standing: standingText(row), summary: row.summary }]
}
