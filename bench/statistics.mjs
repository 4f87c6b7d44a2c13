/**
 * The middle of some numbers, with the quartiles around it.
 *
 * @typedef {{ median: number, low: number, high: number }} Spread
 */

/**
 * @param {readonly number[]} values at least one
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/**
 * Ratios of what was measured in the same round: noise of the machine that hit both sides cancels out.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} base of the same length
 * @returns {Spread}
 */
export function pairedRatio(values, base) {
  return spread(values.map((value, round) => value / base[round]))
}

/** The members, beginning with another one each round, so that no place in the order is always the same one's. */
export function rotated(members, round) {
  const at = round % members.length
  return [...members.slice(at), ...members.slice(0, at)]
}

function quantile(sorted, share) {
  const at = (sorted.length - 1) * share
  const below = Math.floor(at)
  const above = Math.ceil(at)
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below)
}
