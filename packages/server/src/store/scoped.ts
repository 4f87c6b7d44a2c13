import type { Store } from '../core/store.ts'

/** The part of a store whose keys start with `scope`, as a store of its own. */
export function scopedStore(store: Store, scope: string): Store {
  return {
    get: (key) => store.get(scope + key),
    put: (key, entry) => store.put(scope + key, entry),
    update: (key, change) => store.update(scope + key, change),
    delete: (key) => store.delete(scope + key),
    async *list(prefix) {
      for await (const [key, entry] of store.list(scope + prefix)) yield [key.slice(scope.length), entry] as const
    },
  }
}
