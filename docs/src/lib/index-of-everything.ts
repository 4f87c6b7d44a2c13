import { requirementIds, requirements, topicOf, topics } from '@mcp-auth/spec'
import { pages } from './pages.ts'
import { made, references } from './reference/registry.ts'

/** What can be found: title, what it is about, where, and words that it is found by as well. */
export interface Entry {
  readonly t: string
  readonly d: string
  readonly u: string
  readonly x?: string
}

const sources = import.meta.glob<string>('../../content/**/*.md', { eager: true, query: '?raw', import: 'default' })

function headings(slug: string): readonly Entry[] {
  const text = sources[`../../content/${slug}.md`] ?? ''
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...rest] = part.split('\n')
      const words = rest
        .join(' ')
        .replaceAll(/[`*_[\]()>#]/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim()
      const id = title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, '')
      return { t: title.replaceAll('`', ''), d: words.slice(0, 120), u: `${slug}/#${id}`, x: words.slice(0, 500) }
    })
}

/** Pages, their sections, and everything in the reference. */
export const everything: readonly Entry[] = [
  ...pages.flatMap(({ slug, title, description }) => [{ t: title, d: description, u: `${slug}/` }, ...headings(slug)]),
  ...references.map(({ slug, title, about }) => ({ t: title, d: about, u: `reference/${slug}/` })),
  ...requirementIds().map((id) => {
    const { code, summary } = requirements[id]
    return { t: code, d: summary, u: `reference/requirements/${code}/`, x: `${id} ${topics[topicOf(code) ?? 'C-GEN']}` }
  }),
  ...made.flatMap(({ slug, sections }) =>
    sections.flatMap(({ rows }) =>
      rows.map(({ id, name, about }) => ({ t: name, d: about, u: `reference/${slug}/#${id}` })),
    ),
  ),
]
