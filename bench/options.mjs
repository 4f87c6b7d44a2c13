import { parseArgs } from 'node:util'

/** What can be measured, in the order of the table. */
export const FIGURES = ['start', 'cli', 'metadata', 'token', 'memory', 'tools']

/** How long to measure: enough to tell a few percent apart, or only enough to see that the benchmark itself works. */
const FULL = {
  startRounds: 15,
  cliRounds: 25,
  requestRounds: 7,
  pairs: 40,
  memoryRounds: 3,
  warmUpMs: 2000,
  sliceMs: 1000,
  pairMs: 200,
}
const QUICK = {
  startRounds: 2,
  cliRounds: 3,
  requestRounds: 2,
  pairs: 2,
  memoryRounds: 1,
  warmUpMs: 200,
  sliceMs: 200,
  pairMs: 100,
}

/**
 * @typedef {typeof FULL} Plan rounds of each figure, and the lengths of a slice of load
 */

/**
 * Throws when the command line is wrong.
 *
 * @param {string[]} args
 * @returns {{ figures: string[], plan: Plan, json: string | undefined }}
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'string' } },
  })
  if (values.only !== undefined && !FIGURES.includes(values.only)) {
    throw new Error(`--only takes one of ${FIGURES.join(', ')}`)
  }
  return {
    figures: values.only === undefined ? FIGURES : [values.only],
    plan: values.quick === true ? QUICK : FULL,
    json: values.json,
  }
}
