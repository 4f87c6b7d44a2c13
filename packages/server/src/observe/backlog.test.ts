import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
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

const numbers = (count: number) => Array.from({ length: count }, (_, id) => String(id))

test('what came is understood in order, by itself, once there is a pause', async () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 60; id += 1) waits.add(exchanged(id))
  expect(understood).toEqual([])
  while (understood.length < 60) await delay(1)
  expect(understood).toEqual(numbers(60))
})

test('while more comes with each turn of the loop, it waits', async () => {
  const { understood, backlog: waits } = backlog()
  for (let id = 0; id < 200; id += 1) {
    waits.add(exchanged(id))
    await new Promise((resolve) => setImmediate(resolve))
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
  for (let id = 0; id < 5000; id += 1) {
    expect(waits.full).toBe(false)
    waits.add(exchanged(id))
  }
  waits.drain()
  expect(understood).toEqual(numbers(5000))
})

test('it is full when so many wait without a pause', async () => {
  const { backlog: waits } = backlog()
  for (let id = 0; id < 2000; id += 1) {
    expect(waits.full).toBe(false)
    waits.add(exchanged(id))
    if (id % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(waits.full).toBe(true)
})
