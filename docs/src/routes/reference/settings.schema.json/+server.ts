import { json } from '@sveltejs/kit'
import { settingsSchema } from '../../../../../packages/server/src/config/schema.ts'

export const prerender = true
export const trailingSlash = 'never'

export const GET = () => json(settingsSchema())
