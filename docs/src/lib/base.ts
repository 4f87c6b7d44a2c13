import { resolve } from '$app/paths'

/** Where the site is below its host: no slash at its end. */
export const base = resolve('/').replace(/\/$/, '')
