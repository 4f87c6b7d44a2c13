import { Child } from './children.mjs'

/** Enough to keep a server busy, few enough that answers do not wait for long. */
export const CONNECTIONS = 8

/** The side of the load generator that hands it its slices. */
export class Generator {
  #child = new Child(['bench/load.mjs'], { ipc: true })

  /**
   * @param {import('./load.mjs').Slice} slice
   * @returns {Promise<import('./load.mjs').Yield>}
   */
  async run(slice) {
    const { result, error } = await this.#child.ask(slice, slice.milliseconds + 15_000)
    if (error !== undefined) throw new Error(error)
    return result
  }

  async end() {
    await this.#child.end()
  }
}
