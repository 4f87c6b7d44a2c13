import type { Context } from '../context.ts'
import type { NewProfile, Profile } from './profile.ts'
import { type ProfileStore, withLogin } from './store.ts'

/** Saves a login as the one in use at its URL. */
export async function saveLogin(context: Context, store: ProfileStore, made: NewProfile): Promise<Profile> {
  const freshId = Buffer.from(context.env.random(4)).toString('hex')
  let saved: Profile | undefined
  await store.update((before) => {
    const { document, profile } = withLogin(before, made, freshId, context.env.now())
    saved = profile
    return document
  })
  if (saved === undefined) throw new Error('the store did not apply the change')
  return saved
}
