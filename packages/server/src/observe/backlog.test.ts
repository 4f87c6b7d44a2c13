import { expect, test, vi } from 'vitest'
import type { Event } from '../core/events.ts'
import { Backlog } from './backlog.ts'

/** As much of an exchange's last event as a backlog looks at. */
function exchanged(id: number): Event {
  return { type: 'http.exchanged', id: String(id) } as unknown as Event
}

function backlog() {
  const understood: string[] = []
  return { understood, backlog: new Backlog(({ id }) => understood.push(id)) }
}

test('what came is understood in order, by itself, and a share at a time', () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    const { understood, backlog: waits } = backlog()
    for (let id = 0; id < 120; id += 1) waits.add(exchanged(id))
    expect(understood).toEqual([])
    const counts = [1, 2, 3, 4].map(() => {
      vi.advanceTimersByTime(10)
      return understood.length
    })
    expect(counts).toEqual([50, 100, 120, 120])
    expect(understood).toEqual(Array.from({ length: 120 }, (_, id) => String(id)))
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('who looks has all of it at once', () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 7; id += 1) waits.add(exchanged(id))
  waits.drain()
  expect(understood).toHaveLength(7)
})

test('it is never full for who does not let the event loop turn, and loses nothing', () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 5000; id += 1) {
    expect(waits.full).toBe(false)
    waits.add(exchanged(id))
  }
  waits.drain()
  expect(understood).toEqual(Array.from({ length: 5000 }, (_, id) => String(id)))
})

test('it is full when more comes than the pace allows', () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  try {
    const { understood, backlog: waits } = backlog()
    let taken = 0
    for (let turn = 0; turn < 10; turn += 1) {
      for (let id = 0; id < 500 && !waits.full; id += 1) waits.add(exchanged(taken++))
      vi.advanceTimersByTime(10)
    }
    // So many can wait, and those that were understood in the meantime.
    expect([taken, understood.length]).toEqual([2450, 500])
  } finally {
    vi.useRealTimers()
  }
})
