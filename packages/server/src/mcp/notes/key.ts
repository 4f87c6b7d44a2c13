import * as z from 'zod'

/** Printable ASCII, 1 to 128 characters, no blank at either end. */
const KEY = /^[!-~](?:[ -~]{0,126}[!-~])?$/

/** The key of a note, as tools take it. */
export const noteKey = z
  .string()
  .regex(KEY, 'must be 1 to 128 characters of printable ASCII, without blanks at the ends')

const SCHEME = 'note://'

/** The template of {@link noteUri} (RFC 6570 §3.2.2, simple string expansion). */
export const NOTE_TEMPLATE = `${SCHEME}{key}`

/** The URI of a note as a resource: all but unreserved characters of its key are percent-encoded (RFC 3986 §2.3). */
export function noteUri(key: string): string {
  return (
    SCHEME + encodeURIComponent(key).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  )
}

/** The key that a URI names; undefined when it is the URI of no note. */
export function keyOfUri(uri: string): string | undefined {
  const encoded = /^note:\/\/([^/?#]+)$/.exec(uri)?.[1]
  if (encoded === undefined) return undefined
  try {
    const key = decodeURIComponent(encoded)
    return KEY.test(key) ? key : undefined
  } catch {
    return undefined
  }
}
