const HEADINGS = ['figure', 'subject', 'median', 'CPU/request', '×', 'quartiles', 'target', '']

/**
 * A line of the result. `ratio` is to `base`, measured in the same rounds. `lead`, for a peer, is how many times better
 * ours is; `kept`, for ours without something, is how much of its speed ours has left with it.
 *
 * @typedef {import('./statistics.mjs').Spread} Spread
 * @typedef {{ figure: string, subject: string, unit: 'ms' | 'req/s' | 'MB', value: Spread, ratio: Spread, base: string,
 *   cpuMicroseconds?: number, generatorBusy?: number, target?: { atMost?: number, atLeast?: number, keeps?: number }, kept?: Spread,
 *   lead?: Spread }} Row
 */

/**
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function table(rows) {
  const lines = [HEADINGS, ...rows.map(cells)]
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  const print = (line) =>
    line
      .map((cell, column) => aligned(cell, widths[column], column))
      .join('  ')
      .trimEnd()
  const [headings, ...rest] = lines.map(print)
  const body = rest.map((line, at) => (at > 0 && rows[at].figure !== rows[at - 1].figure ? `\n${line}` : line))
  return [headings, '─'.repeat(headings.length), ...body].join('\n')
}

/**
 * Whether a row is where it should be: undefined when nothing is asked of it.
 *
 * @param {Row} row
 * @returns {boolean | undefined}
 */
export function met({ ratio, target, lead, kept }) {
  if (kept !== undefined) return kept.median >= target.keeps
  if (lead !== undefined) return lead.median > 1
  if (target?.atMost !== undefined) return ratio.median <= target.atMost
  if (target?.atLeast !== undefined) return ratio.median >= target.atLeast
  return undefined
}

function cells(row) {
  const { figure, subject, unit, value, ratio, base, cpuMicroseconds, target, lead, kept } = row
  const verdict = { true: 'ok', false: 'behind', undefined: '' }[String(met(row))]
  return [
    figure,
    subject,
    `${rounded(value.median)} ${unit}`,
    cpuMicroseconds === undefined ? '' : `${cpuMicroseconds.toFixed(0)} µs`,
    subject === base ? '1' : ratio.median.toFixed(2),
    subject === base ? '' : `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
    kept !== undefined
      ? `watching keeps ${kept.median.toFixed(2)} of it, ≥ ${target.keeps}`
      : lead === undefined
        ? bound(target)
        : `ours ${lead.median.toFixed(1)} × better`,
    verdict,
  ]
}

/** Three digits, which is more than a measurement like this is good for. */
function rounded(number) {
  return String(Number(number.toPrecision(3)))
}

function bound(target) {
  if (target?.atMost !== undefined) return `≤ ${target.atMost}`
  if (target?.atLeast !== undefined) return `≥ ${target.atLeast}`
  return ''
}

function aligned(cell, width, column) {
  const numeric = column >= 2 && column <= 4
  return numeric ? cell.padStart(width) : cell.padEnd(width)
}
