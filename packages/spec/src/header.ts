import type { Reference } from './document.ts'

/** One HTTP header field that authorization uses. */
export interface Header {
  readonly reference: Reference
  /** Its value holds credentials, so that it is hidden from logs and pages. */
  readonly secret: boolean
}

const table = {
  authorization: { reference: { document: 'rfc9110', section: '11.6.2' }, secret: true },
  'proxy-authorization': { reference: { document: 'rfc9110', section: '11.7.2' }, secret: true },
  'www-authenticate': { reference: { document: 'rfc9110', section: '11.6.1' }, secret: false },
  cookie: { reference: { document: 'rfc6265', section: '4.2' }, secret: true },
  'set-cookie': { reference: { document: 'rfc6265', section: '4.1' }, secret: true },
  dpop: { reference: { document: 'rfc9449', section: '4.1' }, secret: false },
  'dpop-nonce': { reference: { document: 'rfc9449', section: '8' }, secret: false },
  'mcp-session-id': {
    reference: { document: 'mcp-2025-11-25-transports', section: 'Session Management' },
    secret: true,
  },
  'mcp-protocol-version': {
    reference: { document: 'mcp-2026-07-28-http', section: 'Protocol Version Header' },
    secret: false,
  },
  'mcp-method': { reference: { document: 'mcp-2026-07-28-http', section: 'Standard Request Headers' }, secret: false },
  'mcp-name': { reference: { document: 'mcp-2026-07-28-http', section: 'Standard Request Headers' }, secret: false },
} as const satisfies Record<string, Header>

/** The name of a header field known here, in lower case. */
export type HeaderName = keyof typeof table

/** Every header field known here, by its lower-case name. */
export const headers: Readonly<Record<HeaderName, Header>> = table

/** Whether the value of this header field, in any letter case, is hidden from logs and pages. */
export function isSecretHeader(name: string): boolean {
  const key = name.toLowerCase()
  return Object.hasOwn(headers, key) && headers[key as HeaderName].secret
}
