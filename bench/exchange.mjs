import { connect } from 'node:net'
import { within } from './deadline.mjs'
import { ResponseReader } from './response.mjs'

const LIMIT = 10_000

/**
 * One HTTP request.
 *
 * @typedef {{ method: string, path: string, headers?: Readonly<Record<string, string>>, body?: string }} Request
 */

/**
 * A request as it goes over the wire.
 *
 * @param {number} port
 * @param {Request} request
 */
export function requestText(port, { method, path, headers = {}, body }) {
  const lines = [`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`)
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}

/**
 * One request and its answer, with a status of 200, on a connection of its own. Not `http.get`: loading that would be a part of what is timed.
 *
 * @param {number} port
 * @param {Request} request
 * @returns {Promise<import('./response.mjs').Response>}
 */
export async function exchange(port, request) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const answered = new Promise((resolve, reject) => {
    const reader = new ResponseReader()
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`${request.path}: closed without an answer`)))
    socket.on('data', (chunk) => {
      const response = reader.read(chunk)
      if (response !== undefined) resolve(response)
    })
  })
  try {
    socket.write(requestText(port, request))
    const response = await within(answered, LIMIT, () => `${request.path}: no answer`)
    if (response.status !== 200) throw new Error(`${request.path} answered ${response.status}: ${response.body}`)
    return response
  } finally {
    socket.destroy()
  }
}
