import { spawn } from 'node:child_process'
import { within } from './deadline.mjs'

const ROOT = `${import.meta.dirname}/..`

/** Settings of the caller's shell must not change what is measured. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MCP_|NODE_)/.test(name)))

/** Everything that runs now; nothing may outlive the benchmark. */
const running = new Set()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
// Ending by a signal would skip the listener above.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => process.exit(status))
}

/** A process of the Node that runs the benchmark. */
export class Child {
  #output = ''
  #errors = ''

  /**
   * @param {readonly string[]} args what follows `node`, relative to the repository
   * @param {{ ipc?: boolean }} [options] `ipc`: open a channel for messages
   */
  constructor(args, { ipc = false } = {}) {
    this.name = args.join(' ')
    this.process = spawn(process.execPath, args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
    })
    running.add(this.process)
    this.process.stdout.setEncoding('utf8').on('data', (text) => {
      this.#output += text
    })
    this.process.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-2000)
    })
    /** Resolves when the process is gone, to its exit status. */
    this.exited = new Promise((resolve) => {
      this.process.once('error', (error) => {
        this.#errors += error.message
        running.delete(this.process)
        resolve(-1)
      })
      this.process.once('exit', (status) => {
        running.delete(this.process)
        resolve(status)
      })
    })
  }

  get pid() {
    return this.process.pid
  }

  /**
   * Resolves as soon as the process has printed what matches, to the match.
   *
   * @param {RegExp} pattern
   * @param {number} milliseconds the longest to wait
   * @returns {Promise<RegExpExecArray>}
   */
  printed(pattern, milliseconds) {
    const found = new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.#output)
        if (match !== null) resolve(match)
      }
      const end = () => {
        look()
        reject(new Error(this.#failure(`ended without printing ${pattern}`)))
      }
      this.process.stdout.on('data', look).once('end', end)
      if (this.process.stdout.readableEnded) end()
      else look()
    })
    return within(found, milliseconds, () => this.#failure(`did not print ${pattern}`))
  }

  /**
   * Resolves when the process has ended well; rejects when it ended otherwise.
   *
   * @param {number} milliseconds the longest to wait
   */
  async succeeded(milliseconds) {
    const status = await within(this.exited, milliseconds, () => this.#failure('did not end'))
    if (status !== 0) throw new Error(this.#failure(`ended with status ${status}`))
  }

  /**
   * Sends a message and resolves to the next one that comes back.
   *
   * @param {unknown} message
   * @param {number} milliseconds the longest to wait
   */
  async ask(message, milliseconds) {
    const answered = new Promise((resolve, reject) => {
      this.process.once('message', resolve)
      this.exited.then(() => reject(new Error(this.#failure('ended without an answer'))))
      this.process.send(message, (error) => error && reject(error))
    })
    return within(answered, milliseconds, () => this.#failure('did not answer'))
  }

  /** Ends the process and waits until it is gone. */
  async end() {
    this.process.kill('SIGKILL')
    await within(this.exited, 5000, () => this.#failure('cannot be ended'))
  }

  #failure(what) {
    return `${this.name}: ${what}${this.#errors === '' ? '' : `\n${this.#errors.trim()}`}`
  }
}
