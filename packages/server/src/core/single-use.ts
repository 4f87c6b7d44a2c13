import { createHash } from 'node:crypto'
import { Collection } from './collection.ts'
import type { Context } from './context.ts'
import { type Quota, takePlace } from './quota.ts'

/** What works once: its quota bounds how many are remembered, and for how long at most. */
export interface SingleUse extends Quota {
  /** The name of the collection that remembers them. */
  readonly collection: string
}

interface Used {
  /** Ms by the clock. */
  readonly usedAt: number
}

/**
 * Uses up what `identity` names, for `lifetime` seconds; resolves to whether it was unused. Only a hash is kept, because an
 * identity can be long. Throws `temporarily_unavailable` when too many are remembered.
 */
export async function useUp(
  { collection, ...quota }: SingleUse,
  identity: readonly string[],
  lifetime: number,
  ctx: Context,
): Promise<boolean> {
  const used = new Collection<Used>(collection, ctx.store, ctx.clock)
  const id = createHash('sha256').update(JSON.stringify(identity)).digest('base64url')
  // A replay must not take up room; those that get past this at one moment are told apart below.
  if ((await used.get(id)) !== undefined) return false
  await takePlace(quota, ctx)
  return used.add(id, { usedAt: ctx.clock.now() }, lifetime)
}
