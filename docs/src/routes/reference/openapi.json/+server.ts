import { json } from '@sveltejs/kit'
import { openapi } from '#lib/reference/endpoints.ts'

export const prerender = true
export const trailingSlash = 'never'

export const GET = async () => json(await openapi())
