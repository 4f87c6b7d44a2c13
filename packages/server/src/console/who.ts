import { clientIdentity } from '../observe/client.ts'
import type { Flow } from '../observe/flow.ts'
import { redactorOf } from './redactors.ts'

/** What a client calls itself, fit for a page. All of it is its own word. */
export interface Who {
  readonly name: string
  readonly version?: string
  /** Whether it has no better name than its `User-Agent`. */
  readonly byAgent: boolean
}

/** Longer names are cut: nobody reads them, and a page has to hold many. */
const LONGEST = 80

/** What the client of a flow calls itself. */
export function whoIs(flow: Flow): Who {
  const { name, version, userAgent } = clientIdentity(flow)
  const redactor = redactorOf(flow)
  const safe = (text: string | undefined): string => short(redactor.text(text ?? ''))
  if (safe(name) === '') return { name: safe(userAgent) || 'unnamed client', byAgent: safe(userAgent) !== '' }
  return { name: safe(name), byAgent: false, ...(safe(version) !== '' && { version: safe(version) }) }
}

/** Text of somebody else's in one line of bounded length. */
export function short(text: string, longest: number = LONGEST): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  const characters = [...line]
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`
}
