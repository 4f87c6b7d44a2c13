/** The most that have a key in common, in their order; none where there are none. */
export function largestOf<T>(things: readonly T[], keyOf: (thing: T) => string): readonly T[] {
  const groups = new Map<string, T[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [thing])
    else group.push(thing)
  }
  return [...groups.values()].reduce<readonly T[]>((most, group) => (group.length > most.length ? group : most), [])
}
