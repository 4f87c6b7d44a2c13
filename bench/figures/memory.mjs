import { CONNECTIONS, Generator } from '../generator.mjs'
import { ours, raw } from '../programs.mjs'
import { Server } from '../server.mjs'
import { pairedRatio, rotated, spread } from '../statistics.mjs'
import { token } from './kinds.mjs'

const HEAP_LIMIT = 10_000

/** What keeping 10 000 live tokens takes of the heap, garbage not counted. */
export async function measureMemory({ memoryRounds, warmUpMs, sliceMs }) {
  const generator = new Generator()
  const subjects = [ours, raw].map((program) => ({ program, server: withProbe(program), growths: [] }))
  try {
    for (const { server } of subjects) {
      await server.answering()
      await generator.run({ ...(await slice(server)), milliseconds: warmUpMs })
    }
    for (let round = 0; round < memoryRounds; round += 1) {
      for (const { server, growths } of rotated(subjects, round)) {
        const before = await server.ask('heap', HEAP_LIMIT)
        const { count } = await generator.run({ ...(await slice(server)), milliseconds: sliceMs })
        const after = await server.ask('heap', HEAP_LIMIT)
        growths.push((((after - before) / count) * 10_000) / 1e6)
      }
    }
  } finally {
    await Promise.all([generator, ...subjects.map(({ server }) => server)].map((child) => child.end()))
  }
  const base = subjects.find(({ program }) => program === raw).growths
  return subjects.map(({ program, growths }) => ({
    figure: 'memory of 10 000 tokens',
    subject: program.name,
    unit: 'MB',
    value: spread(growths),
    ratio: pairedRatio(growths, base),
    base: raw.name,
  }))
}

function withProbe(program) {
  const args = ['--expose-gc', '--import', './bench/heap.mjs', ...program.args]
  return new Server({ ...program, args }, { ipc: true })
}

async function slice(server) {
  return {
    port: server.port,
    request: await token.requests.get(ours)(server),
    expected: token.expected,
    connections: CONNECTIONS,
  }
}
