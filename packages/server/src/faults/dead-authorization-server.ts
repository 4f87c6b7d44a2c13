import { defineFault } from './fault.ts'

/** The metadata of the resource names two authorization servers, of which the first does not answer as one (RFC 9728 §7.6). */
export const deadAuthorizationServer = defineFault({
  id: 'dead-authorization-server',
  title: 'First of two authorization servers is dead',
  point: 'metadata.protected-resource',
  provokes: 'client-picks-one-authorization-server',
  apply: (metadata) => {
    const [issuer, ...others] = metadata.authorization_servers ?? []
    return issuer === undefined
      ? metadata
      : { ...metadata, authorization_servers: [`${issuer}/nowhere`, issuer, ...others] }
  },
})
