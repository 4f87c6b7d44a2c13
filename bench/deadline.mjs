/**
 * The promise, or a rejection when it takes too long.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} milliseconds
 * @param {() => string} what says what did not happen
 * @returns {Promise<T>}
 */
export async function within(promise, milliseconds, what) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${milliseconds / 1000} s`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
