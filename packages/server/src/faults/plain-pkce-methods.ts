import { defineFault } from './fault.ts'

/** The metadata lists a PKCE method that protects nobody (RFC 7636 §7.2). */
export const plainPkceMethods = defineFault({
  id: 'plain-pkce-methods',
  title: 'Metadata lists plain as the only PKCE method',
  point: 'metadata.authorization-server',
  provokes: 'client-requires-s256-in-metadata',
  apply: (metadata) => ({ ...metadata, code_challenge_methods_supported: ['plain'] }),
})
