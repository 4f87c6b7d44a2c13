import { defineFault } from './fault.ts'
import { without } from './without.ts'

/** The metadata does not say that authorization responses carry `iss` (RFC 9207 §3); whether they do is another matter. */
export const unannouncedIss = defineFault({
  id: 'unannounced-iss',
  title: 'Metadata does not announce iss',
  point: 'metadata.authorization-server',
  provokes: 'client-compares-unadvertised-iss',
  apply: (metadata) => without(metadata, 'authorization_response_iss_parameter_supported'),
})
