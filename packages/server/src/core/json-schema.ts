import type { JsonWebKeySet } from '@mcp-auth/spec'
import * as z from 'zod/mini'
import { keySetProblem } from './key-set.ts'

// What the JSON of settings is made of. A message says what would be right, as the end of a sentence that names the setting.

/** Text that is not empty. */
export const text = z.string('must be text').check(z.minLength(1, 'must not be empty'))

/** Public keys (RFC 7517 §5). */
export const keySet = z.custom<JsonWebKeySet>((value) => keySetProblem(value) === undefined, {
  error: ({ input }) => `is no key set: ${keySetProblem(input)}`,
})

/** An object with these members and no others. */
export function object<const T extends z.core.$ZodLooseShape>(shape: T): z.ZodMiniObject<T, z.core.$strict> {
  const names = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `must have no members but ${names}` : `must be an object with ${names}`,
  })
}
