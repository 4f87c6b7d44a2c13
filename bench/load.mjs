// The load generator: a process of its own, told of one slice at a time, on plain sockets so that it is not what is measured.
import { connect } from 'node:net'
import { requestText } from './exchange.mjs'
import { ResponseReader } from './response.mjs'

/** An answer that takes longer than this has failed. */
const ANSWER_LIMIT = 5000

/**
 * Load on one server for a while. Every answer must have status 200 and contain `expected`.
 *
 * @typedef {{ port: number, request: import('./exchange.mjs').Request, expected: string, connections: number,
 *   milliseconds: number }} Slice
 * @typedef {{ perSecond: number, count: number, busy: number }} Yield `busy`: the share of a core the generator took
 */

process.on('message', (slice) => {
  run(slice).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error.message }),
  )
})

/**
 * @param {Slice} slice
 * @returns {Promise<Yield>}
 */
async function run(slice) {
  const sockets = await Promise.all(Array.from({ length: slice.connections }, () => open(slice.port)))
  try {
    const cpu = process.cpuUsage()
    const started = performance.now()
    const counts = await Promise.all(sockets.map((socket) => keepAsking(socket, slice, started + slice.milliseconds)))
    const took = performance.now() - started
    const { user, system } = process.cpuUsage(cpu)
    const count = counts.reduce((sum, one) => sum + one, 0)
    return { perSecond: (count * 1000) / took, count, busy: (user + system) / 1000 / took }
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/** One request after the other on one connection until `end`; resolves to how many were answered. */
function keepAsking(socket, { port, request, expected }, end) {
  const text = Buffer.from(requestText(port, request))
  const reader = new ResponseReader()
  let count = 0
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`${request.path}: the server closed a connection`)))
    socket.setTimeout(ANSWER_LIMIT, () => reject(new Error(`${request.path}: no answer`)))
    socket.on('data', (chunk) => {
      const response = reader.read(chunk)
      if (response === undefined) return
      if (response.status !== 200 || !response.body.includes(expected)) {
        reject(new Error(`${request.path} answered ${response.status}: ${response.body.slice(0, 300)}`))
        return
      }
      count += 1
      if (performance.now() < end) socket.write(text)
      else resolve(count)
    })
    socket.write(text)
  })
}
