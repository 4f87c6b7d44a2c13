/** The tokens that are good, with what they are good for. */
export const tokens = new Map()
