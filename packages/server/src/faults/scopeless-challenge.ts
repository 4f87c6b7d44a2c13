import { defineFault } from './fault.ts'

/** The challenge names no scope, which is optional (RFC 6750 §3). */
export const scopelessChallenge = defineFault({
  id: 'scopeless-challenge',
  title: 'Challenge names no scope',
  point: 'mcp.challenge',
  provokes: 'client-requests-supported-scopes',
  apply: (challenge) => challenge.replaceAll(/, scope="[^"]*"/g, ''),
})
