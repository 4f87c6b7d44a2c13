import { bareNode, ours, peers, raw } from '../programs.mjs'
import { Server } from '../server.mjs'
import { pairedRatio, spread } from '../statistics.mjs'
import { rounds, timeToEnd } from './rounds.mjs'

/** From the start of a process to its first answer. */
export async function measureStart({ startRounds }) {
  const servers = [ours, raw, ...peers]
  const times = await rounds(startRounds, [
    { name: bareNode.name, time: () => timeToEnd(bareNode.args) },
    ...servers.map((program) => ({ name: program.name, time: () => timeToAnswer(program) })),
  ])
  const base = times.get(bareNode.name)
  const own = times.get(ours.name)
  return [bareNode, ...servers].map(({ name }) => ({
    figure: 'start',
    subject: name,
    unit: 'ms',
    value: spread(times.get(name)),
    ratio: pairedRatio(times.get(name), base),
    base: bareNode.name,
    ...(name === ours.name && { target: { atMost: 4.5 } }),
    ...(peers.some((peer) => peer.name === name) && { lead: pairedRatio(times.get(name), own) }),
  }))
}

async function timeToAnswer(program) {
  const started = performance.now()
  const server = new Server(program)
  try {
    await server.answering()
    return performance.now() - started
  } finally {
    await server.end()
  }
}
