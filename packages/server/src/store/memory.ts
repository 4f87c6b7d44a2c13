import type { Clock } from '../core/clock.ts'
import type { Store, Stored } from '../core/store.ts'

/** Writes between two looks for dead entries, at least. */
const SWEEP_INTERVAL = 1024

/**
 * Lives and dies with the process. Values are frozen, so that nobody can change a record but through the store;
 * what the clock has ended is dropped as new entries come, so that a long run does not grow without end.
 */
export function memoryStore(clock: Clock): Store {
  const entries = new Map<string, Stored>()
  let writesUntilSweep = SWEEP_INTERVAL

  const write = (key: string, entry: Stored): void => {
    entries.set(key, freeze(entry))
    writesUntilSweep -= 1
    if (writesUntilSweep > 0) return
    sweep(entries, clock.now())
    // As many writes as entries are left: a sweep costs each write the same, however many there are.
    writesUntilSweep = Math.max(SWEEP_INTERVAL, entries.size)
  }

  return {
    async get(key) {
      return entries.get(key)
    },
    async put(key, entry) {
      write(key, entry)
    },
    async update(key, change) {
      const current = entries.get(key)
      const next = change(current)
      if (next === undefined) entries.delete(key)
      else if (next !== current) write(key, next)
      return next
    },
    async delete(key) {
      entries.delete(key)
    },
    async *list(prefix) {
      for (const [key, entry] of [...entries]) if (key.startsWith(prefix)) yield [key, entry] as const
    },
  }
}

function sweep(entries: Map<string, Stored>, now: number): void {
  for (const [key, entry] of entries) {
    if (entry.expiresAt !== undefined && entry.expiresAt <= now) entries.delete(key)
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) freeze(member)
    Object.freeze(value)
  }
  return value
}
