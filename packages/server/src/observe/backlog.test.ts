import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Event } from '../core/events.ts'
import { Backlog } from './backlog.ts'

/** As much of an exchange's last event as a backlog looks at. */
function exchanged(id: number, text?: string): Event {
  const response = text === undefined ? {} : { body: { text } }
  return { type: 'http.exchanged', id: String(id), http: { request: {}, response } } as unknown as Event
}

function backlog() {
  const understood: string[] = []
  return { understood, backlog: new Backlog(({ id }) => understood.push(id)) }
}

const numbers = (count: number) => Array.from({ length: count }, (_, id) => String(id))
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what came is understood in order, by itself, once there is a pause', async () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 60; id += 1) waits.add(exchanged(id))
  expect(understood).toEqual([])
  while (understood.length < 60) await delay(1)
  expect(understood).toEqual(numbers(60))
})

test('what comes after a pause waits for the next one', async () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 3; id += 1) {
    waits.add(exchanged(id))
    while (understood.length <= id) await delay(1)
  }
  expect(understood).toEqual(numbers(3))
})

test('while more comes, with hardly a turn of the loop in between, it waits', async () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 60; id += 1) {
    waits.add(exchanged(id))
    await turn()
  }
  expect(understood).toEqual([])
  expect(waits.full).toBe(false)
})

test('who looks has all of it at once', () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 7; id += 1) waits.add(exchanged(id))
  waits.drain()
  expect(understood).toHaveLength(7)
})

test('it is never full for who does not let the event loop turn, and loses nothing', () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 12_000; id += 1) {
    expect(waits.full).toBe(false)
    waits.add(exchanged(id))
  }
  waits.drain()
  expect(understood).toEqual(numbers(12_000))
})

test('it is full when too much text waits, and has room again afterwards', () => {
  const { backlog: waits } = backlog()
  const text = 'x'.repeat(1024 * 1024)
  for (let id = 0; id < 16; id += 1) {
    expect(waits.full).toBe(false)
    waits.add(exchanged(id, text))
  }
  expect(waits.full).toBe(true)
  waits.drain()
  expect(waits.full).toBe(false)
})

test('it is full when so many wait without a pause, and has room again once it is cleared', async () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; !waits.full && id < 1_000_000; id += 1) {
    waits.add(exchanged(id))
    // Time enough for the loop to see that more has come, not for a pause.
    if (id % 20 === 0) await turn()
  }
  expect(waits.full).toBe(true)
  expect(understood.length).toBeLessThan(1_000_000)
  waits.clear()
  expect(waits.full).toBe(false)
})
