import { defineFault } from './fault.ts'
import { without } from './without.ts'

/** The metadata names no registration endpoint (RFC 8414 §2). */
export const missingRegistrationEndpoint = defineFault({
  id: 'missing-registration-endpoint',
  title: 'Metadata names no registration endpoint',
  point: 'metadata.authorization-server',
  provokes: 'client-accepts-static-credentials',
  apply: (metadata) => without(metadata, 'registration_endpoint'),
})
