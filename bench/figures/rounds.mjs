import { Child } from '../children.mjs'
import { rotated } from '../statistics.mjs'

const RUN_LIMIT = 20_000

/** Times each subject once a round. One round more comes first and does not count: it fills the disk cache. */
export async function rounds(count, subjects) {
  const times = new Map(subjects.map(({ name }) => [name, []]))
  for (let round = -1; round < count; round += 1) {
    for (const { name, time } of rotated(subjects, round + 1)) {
      const milliseconds = await time()
      if (round >= 0) times.get(name).push(milliseconds)
    }
  }
  return times
}

/**
 * Milliseconds from the start of a process to its end. Throws when it fails, or did not print `output`.
 *
 * @param {readonly string[]} args
 * @param {RegExp} [output]
 */
export async function timeToEnd(args, output) {
  const started = performance.now()
  const child = new Child(args)
  try {
    await child.succeeded(RUN_LIMIT)
    const took = performance.now() - started
    if (output !== undefined) await child.printed(output, RUN_LIMIT)
    return took
  } finally {
    await child.end()
  }
}
