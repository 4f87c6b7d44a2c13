import { expect, test } from 'vitest'
import type { Store } from '../../src/index.ts'

/** What every backend must do. `open` gives an empty store. */
export function storeContract(open: () => Promise<Store>): void {
  const stored = (value: unknown) => ({ value, expiresAt: undefined })

  test('gives back what was put, and nothing for what was not', async () => {
    const store = await open()
    await store.put('a:1', { value: { deep: [1, 'x', null, true] }, expiresAt: 7 })
    expect(await store.get('a:1')).toEqual({ value: { deep: [1, 'x', null, true] }, expiresAt: 7 })
    expect(await store.get('a:2')).toBeUndefined()
  })

  test('never shares a value: what a holder does to it stays outside', async () => {
    const store = await open()
    const value = { list: [1] }
    await store.put('a', stored(value))
    const attempt = (target: { list: number[] }) => {
      try {
        target.list.push(2)
      } catch {
        // A frozen value refuses the change, which is as good.
      }
    }
    attempt(value)
    attempt((await store.get('a'))?.value as { list: number[] })
    expect(await store.get('a')).toEqual(stored({ list: [1] }))
  })

  test('update changes, creates and deletes', async () => {
    const store = await open()
    expect(await store.update('n', () => stored(1))).toEqual(stored(1))
    expect(await store.update('n', (current) => stored((current?.value as number) + 1))).toEqual(stored(2))
    expect(await store.update('n', () => undefined)).toBeUndefined()
    expect(await store.get('n')).toBeUndefined()
  })

  test('an update that throws leaves the entry as it was', async () => {
    const store = await open()
    await store.put('n', stored(1))
    const failing = store.update('n', () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await store.get('n')).toEqual(stored(1))
  })

  test('fifty updates at one moment are all counted', async () => {
    const store = await open()
    await store.put('n', stored(0))
    await Promise.all(
      Array.from({ length: 50 }, () => store.update('n', (current) => stored((current?.value as number) + 1))),
    )
    expect(await store.get('n')).toEqual(stored(50))
  })

  test('lists by prefix, and forgets what is deleted', async () => {
    const store = await open()
    for (const key of ['a:1', 'a:2', 'b:1']) await store.put(key, stored(key))
    await store.delete('a:2')
    const found: string[] = []
    for await (const [key, { value }] of store.list('a:')) found.push(`${key}=${value as string}`)
    expect(found).toEqual(['a:1=a:1'])
  })
}
