import { createHash } from 'node:crypto'

/** The first 12 hexadecimal digits of the SHA-256 of a secret: enough to recognise it by, and too little to find it. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 12)
}
