import { error } from '@sveltejs/kit'
import { pages } from '#lib/pages.ts'

export const entries = () => pages.map(({ slug }) => ({ slug }))

export function load({ params }: { params: { slug: string } }) {
  // The rest of the path has the trailing slash too.
  const index = pages.findIndex(({ slug }) => slug === params.slug.replace(/\/$/, ''))
  const page = pages[index]
  if (page === undefined) error(404, 'There is no such page.')
  return { page, before: pages[index - 1], after: pages[index + 1] }
}
