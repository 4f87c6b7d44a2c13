/**
 * A whole answer. `head` is the status line and the headers as they came.
 *
 * @typedef {{ status: number, head: string, body: string }} Response
 */

const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Puts the answers of one connection together. As small as a load generator needs it: the body's framing stays in `body`. */
export class ResponseReader {
  #held

  /**
   * @param {Buffer} chunk what has arrived
   * @returns {Response | undefined} the answer, once it is complete
   */
  read(chunk) {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    const headEnd = bytes.indexOf(HEAD_END)
    const start = headEnd + HEAD_END.length
    const head = headEnd < 0 ? '' : bytes.latin1Slice(0, headEnd)
    if (headEnd < 0 || !complete(head, bytes, start)) {
      this.#held = bytes
      return undefined
    }
    this.#held = undefined
    return { status: Number(head.slice(9, 12)), head, body: bytes.utf8Slice(start) }
  }
}

function complete(head, bytes, start) {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) return bytes.length - start >= Number(length)
  // One request at a time: what ends like a last chunk is the end of this answer.
  return bytes.length - start >= LAST_CHUNK.length && bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
}
