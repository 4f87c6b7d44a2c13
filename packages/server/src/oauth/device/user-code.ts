import type { Ids } from '../../core/ids.ts'

/** RFC 8628 §6.1: letters only, no vowels, so that no code spells a word, and none that look like digits. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'

/** 20^8 codes: 34.5 bits, enough against guesses that are limited (RFC 8628 §5.1). */
const LENGTH = 8

const FOREIGN = new RegExp(`[^${ALPHABET}]`, 'gi')

/** A new user code, as it is kept: letters only. */
export function drawUserCode(ids: Ids): string {
  return ids.word(ALPHABET, LENGTH)
}

/** A user code as a person reads it: `WDJB-MJHT`. */
export function shownUserCode(userCode: string): string {
  return `${userCode.slice(0, LENGTH / 2)}-${userCode.slice(LENGTH / 2)}`
}

/**
 * What a person typed, as codes are kept. RFC 8628 §6.1: input "should be upper-cased before a comparison", and "stripping of
 * all characters outside the chosen character set is recommended".
 */
export function typedUserCode(text: string): string {
  return text.replace(FOREIGN, '').toUpperCase()
}
