import { error } from '@sveltejs/kit'
import { made, reference } from '#lib/reference/registry.ts'

export const entries = () => made.map(({ slug }) => ({ slug }))

export function load({ params }: { params: { slug: string } }) {
  const found = reference(params.slug)
  if (found === undefined) error(404, 'There is no such page.')
  return { reference: found }
}
