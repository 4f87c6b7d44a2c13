import { defineFault } from './fault.ts'

/** The metadata of the resource names two authorization servers, of which the first does not answer as one (RFC 9728 §7.6). */
export const deadAuthorizationServer = defineFault({
  id: 'dead-authorization-server',
  title: 'First of two authorization servers is dead',
  point: 'metadata.protected-resource',
  provokes: 'client-picks-one-authorization-server',
  apply: (metadata) => {
    const { authorization_servers: servers = [] } = metadata
    return { ...metadata, authorization_servers: [`${new URL(metadata.resource).origin}/nowhere`, ...servers] }
  },
})
