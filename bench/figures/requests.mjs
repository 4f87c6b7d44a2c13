import { setTimeout as delay } from 'node:timers/promises'
import { cpuMicrosecondsOf } from '../cpu.mjs'
import { exchange } from '../exchange.mjs'
import { CONNECTIONS, Generator } from '../generator.mjs'
import { ours, peers, raw, unwatched } from '../programs.mjs'
import { startServer } from '../server.mjs'
import { pairedRatio, rotated, spread } from '../statistics.mjs'

/** Headers that node:http writes by itself. */
const AUTOMATIC = new Set(['date', 'connection', 'keep-alive', 'content-length'])

/**
 * Answers per second under load, of every server that takes part in a kind of request. All of them run all the time and
 * take turns, so that whatever else the machine does hits all alike.
 *
 * @param {import('./kinds.mjs').Kind} kind
 * @param {import('../options.mjs').Plan} plan
 */
export async function measureRequests(kind, plan) {
  const servers = new Map()
  const generator = new Generator()
  try {
    // Ours comes first in every kind, and is the model of raw.
    for (const program of kind.requests.keys()) {
      servers.set(program, await startServer(program === raw ? await modelledOn(servers.get(ours)) : program))
    }
    const subjects = []
    for (const [program, request] of kind.requests) {
      const server = servers.get(program)
      subjects.push(new Subject(server, await request(server), kind.expected, generator))
    }
    for (const subject of subjects) await subject.warmUp(plan.warmUpMs)
    for (let round = 0; round < plan.requestRounds; round += 1) {
      for (const subject of rotated(subjects, round)) await subject.measure(plan.sliceMs)
    }
    const [watching, not] = [ours, unwatched].map((program) => subjects.find(({ name }) => name === program.name))
    for (let pair = 0; pair < plan.pairs; pair += 1) {
      for (const subject of pair % 2 === 0 ? [watching, not] : [not, watching]) await subject.pair(plan.pairMs)
    }
    return rowsOf(kind, subjects)
  } finally {
    await Promise.all([generator, ...servers.values()].map((child) => child.end()))
  }
}

/** The raw server, told to serve the metadata that ours serves: the same members, under the same headers. */
async function modelledOn(server) {
  const { head, body } = await exchange(server.port, { method: 'GET', path: '/.well-known/oauth-authorization-server' })
  const headers = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(/: (.*)/, 2))
    .filter(([name]) => !AUTOMATIC.has(name.toLowerCase()))
  const model = { headers: Object.fromEntries(headers), document: JSON.parse(body) }
  return { ...raw, args: [...raw.args, JSON.stringify(model)] }
}

/** For so long nothing is asked between two slices that are compared, so that what the one server still does is not the other's burden. */
const SETTLE = 60

/** One server under one kind of request. */
class Subject {
  perSecond = []
  /** The same, of slices that are each compared with the one beside it: what the machine does else hits both. */
  paired = []
  generatorBusy = []
  cpuMicroseconds = 0
  count = 0
  #server
  #slice
  #generator

  constructor(server, request, expected, generator) {
    this.#server = server
    this.#slice = { port: server.port, request, expected, connections: CONNECTIONS }
    this.#generator = generator
  }

  get name() {
    return this.#server.name
  }

  async warmUp(milliseconds) {
    await this.#generator.run({ ...this.#slice, milliseconds })
  }

  async measure(milliseconds) {
    const before = cpuMicrosecondsOf(this.#server.pid)
    const { perSecond, count, busy } = await this.#generator.run({ ...this.#slice, milliseconds })
    const after = cpuMicrosecondsOf(this.#server.pid)
    this.perSecond.push(perSecond)
    this.generatorBusy.push(busy)
    this.count += count
    if (before !== undefined && after !== undefined) this.cpuMicroseconds += after - before
  }

  async pair(milliseconds) {
    await delay(SETTLE)
    const { perSecond } = await this.#generator.run({ ...this.#slice, milliseconds })
    this.paired.push(perSecond)
  }
}

function rowsOf(kind, subjects) {
  const bySubject = new Map(subjects.map((subject) => [subject.name, subject]))
  const base = bySubject.get(raw.name).perSecond
  const { perSecond: own, paired } = bySubject.get(ours.name)
  return subjects.map((subject) => ({
    figure: kind.name,
    subject: subject.name,
    unit: 'req/s',
    value: spread(subject.perSecond),
    ratio: pairedRatio(subject.perSecond, base),
    base: raw.name,
    ...(subject.cpuMicroseconds > 0 && { cpuMicroseconds: subject.cpuMicroseconds / subject.count }),
    generatorBusy: Math.max(...subject.generatorBusy),
    ...(subject.name === ours.name && { target: { atLeast: kind.atLeast } }),
    ...(subject.name === unwatched.name && { kept: pairedRatio(paired, subject.paired), target: { keeps: 0.85 } }),
    ...(peers.some((peer) => peer.name === subject.name) && { lead: pairedRatio(own, subject.perSecond) }),
  }))
}
