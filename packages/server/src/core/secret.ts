import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two secrets are the same, in a time that tells nothing about where or by how much they differ. */
export function equalSecrets(expected: string, presented: string): boolean {
  return timingSafeEqual(digest(expected), digest(presented))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
