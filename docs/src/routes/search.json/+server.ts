import { json } from '@sveltejs/kit'
import { everything } from '#lib/index-of-everything.ts'

export const prerender = true
export const trailingSlash = 'never'

export const GET = () => json(everything)
