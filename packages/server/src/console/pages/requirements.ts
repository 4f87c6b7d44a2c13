import {
  type Level,
  levelAt,
  REVISIONS,
  type Requirement,
  type RequirementId,
  type Revision,
  requirementIds,
  requirements as rows,
} from '@mcp-auth/spec'
import { checks } from '../../checks/judge.ts'
import { type Html, html } from '../../core/html.ts'
import { filterForm, options } from '../filter.ts'
import type { Content } from '../frame.ts'
import type { ConsolePage } from '../page.ts'
import { chosen } from '../query.ts'
import { PARTIES, TOPICS, type Topic, topicOf, topics } from '../topics.ts'
import { LEVELS } from '../verdict-table.ts'

const judged: ReadonlySet<RequirementId> = new Set(checks.map(({ requirement }) => requirement))

interface Filter {
  readonly words: readonly string[]
  readonly party: string | undefined
  readonly topic: Topic | undefined
  readonly level: Level | undefined
  readonly revision: Revision | undefined
}

/** `/requirements`: the catalogue, searched and filtered. */
export const requirements: ConsolePage = {
  path: '/requirements',
  render({ query }): Content {
    const q = query.get('q') ?? ''
    const filter: Filter = {
      words: q.toLowerCase().split(/\s+/).filter(Boolean),
      party: chosen(query, 'party', ['client', 'protected-resource', 'authorization-server']),
      topic: chosen(query, 'topic', topics),
      level: chosen(query, 'level', LEVELS),
      revision: chosen(query, 'revision', REVISIONS),
    }
    const found = requirementIds().filter((id) => matches(id, rows[id], filter))
    const byTopic = topics.map((topic) => ({ topic, ids: found.filter((id) => topicOf(rows[id].code) === topic) }))
    return {
      title: 'Requirements',
      section: '/requirements',
      body: html`<div class="head"><h1>Requirements</h1>
<p>What the specifications of MCP authorization ask for, sentence by sentence, of every party and in every revision.</p></div>
${filterForm(
  '/requirements',
  html`<label class="wide">Search<input type="search" name="q" value="${q}" placeholder="resource, S256, C-DISC …"></label>
<label>Party<select name="party">${options(Object.entries(PARTIES), filter.party, 'every party')}</select></label>
<label>Topic<select name="topic">${options(
    topics.map((topic) => [topic, `${topic} ${TOPICS[topic]}`] as const),
    filter.topic,
    'every topic',
  )}</select></label>
<label>Level<select name="level">${options(
    LEVELS.map((level) => [level, level] as const),
    filter.level,
    'every level',
  )}</select></label>
<label>Revision<select name="revision">${options(
    REVISIONS.map((revision) => [revision, revision] as const),
    filter.revision,
    'any revision',
  )}</select></label>`,
)}
<p class="soft" role="status">${found.length} of ${requirementIds().length} requirements</p>
${found.length === 0 ? html`<p class="empty">No requirement is like that. <a href="/requirements">Show all</a></p>` : undefined}
${byTopic.filter(({ ids }) => ids.length > 0).map(({ topic, ids }) => section(topic, ids, filter.revision))}`,
    }
  },
}

function section(topic: Topic, ids: readonly RequirementId[], revision: Revision | undefined): Html {
  return html`<section class="topic" aria-labelledby="${topic}">
<div class="section-head"><h2 id="${topic}"><code>${topic}</code>${TOPICS[topic]}</h2><span class="soft small">${ids.length}</span></div>
<ul class="catalogue">${ids.map((id) => {
    const row = rows[id]
    const level = revision === undefined ? row.level : (levelAt(row, revision) ?? row.level)
    return html`<li><a href="/requirements/${row.code}"><code>${row.code}</code></a><span class="level">${level}</span><p>${row.summary}${judged.has(id) ? html` <span class="chip">judged</span>` : undefined}</p></li>`
  })}</ul>
</section>`
}

function matches(id: RequirementId, row: Requirement, { words, party, topic, level, revision }: Filter): boolean {
  if (party !== undefined && row.party !== party) return false
  if (topic !== undefined && topicOf(row.code) !== topic) return false
  const then = revision === undefined ? row.level : levelAt(row, revision)
  if (then === undefined || (level !== undefined && then !== level)) return false
  const text = `${row.code} ${id} ${row.summary} ${row.official.join(' ')}`.toLowerCase()
  return words.every((word) => text.includes(word))
}
