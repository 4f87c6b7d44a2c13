import { describe, expect, test } from 'vitest'
import { Collection } from '../src/core/collection.ts'
import { VirtualClock } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import { scopedStore } from '../src/store/scoped.ts'
import { storeContract } from './support/store.contract.ts'

describe('memory store', () => {
  storeContract(async () => memoryStore(new VirtualClock(0)))

  test('does not keep what has expired (bug 19 of the original)', async () => {
    const clock = new VirtualClock(0)
    const store = memoryStore(clock)
    for (let n = 0; n < 5000; n += 1) {
      await store.put(`n:${n}`, { value: n, expiresAt: clock.now() + 1000 })
      clock.advance(1)
    }
    let kept = 0
    for await (const _ of store.list('n:')) kept += 1
    expect(kept).toBeLessThan(2100)
  })
})

describe('scoped store', () => {
  storeContract(async () => scopedStore(memoryStore(new VirtualClock(0)), 'https://a.example '))

  test('does not see another scope', async () => {
    const whole = memoryStore(new VirtualClock(0))
    await scopedStore(whole, 'a ').put('k', { value: 1, expiresAt: undefined })
    expect(await scopedStore(whole, 'b ').get('k')).toBeUndefined()
  })
})

describe('collection', () => {
  test('ends a record at its time, by the given clock', async () => {
    const clock = new VirtualClock(0)
    const records = new Collection<{ n: number }>('r', memoryStore(clock), clock)
    await records.put('x', { n: 1 }, 10)
    clock.advance(9)
    expect(await records.get('x')).toEqual({ n: 1 })
    clock.advance(1)
    expect(await records.get('x')).toBeUndefined()
    expect(await records.update('x', ({ n }) => ({ n: n + 1 }))).toBeUndefined()
    const left: string[] = []
    for await (const [id] of records.list()) left.push(id)
    expect(left).toEqual([])
  })
})
