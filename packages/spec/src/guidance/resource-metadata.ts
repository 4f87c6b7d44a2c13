import type { resourceMetadata } from '../requirements/resource-metadata.ts'
import type { Guidance } from './guidance.ts'

/** S-PRM. */
export const resourceMetadataGuidance = {
  'resource-publishes-metadata': {
    cause:
      'The server dates from 2025-03-26 and is its own authorization server, or the document hangs on a route that the reverse proxy in front does not forward.',
    remedy:
      'Serve the document at /.well-known/oauth-protected-resource followed by the path of the endpoint, and open that URL through the public address, proxy included.',
  },
  'resource-lists-authorization-servers': {
    cause:
      'authorization_servers is left out because RFC 9728 itself makes it optional, or it holds a metadata URL or the name of the member in the singular.',
    remedy: 'List the issuer identifiers, each exactly as issuer in the metadata of that server has it.',
  },
  'resource-makes-metadata-findable': {
    cause:
      'The document sits at the root while clients ask for the form with the path, or the 401 comes from a gateway that sends no WWW-Authenticate of ours.',
    remedy:
      'Put resource_metadata with the absolute URL into the challenge of every 401, which serves all revisions, and answer at the well-known URL with the path as well.',
  },
  'resource-names-itself-exactly': {
    cause:
      'resource is made from the Host header behind a proxy, from the bare origin, or by a URL class that adds a slash, so it is not the URL that clients call.',
    remedy:
      'Configure the public URL of the endpoint once as a string and use that string as resource, in the challenge and for the audience check. Serve a document for each endpoint and each name.',
  },
  'resource-serves-metadata-openly': {
    cause:
      'The authentication middleware covers every path, so the document itself answers 401, or a redirect to a login page.',
    remedy:
      'Exempt /.well-known/ from authentication, answer 200 with application/json, and leave bearer_methods_supported out or set it to header alone. Allow other origins if browser clients are wanted.',
  },
  'resource-lists-minimal-scopes': {
    cause: 'scopes_supported is a dump of every scope there is, and clients ask for all of it at the first login.',
    remedy:
      'List what connecting, listing and a basic call need. Ask for anything more in the scope of a 403 challenge when an operation needs it.',
  },
  'resource-omits-offline-access': {
    cause: 'offline_access is listed by the resource to make clients ask for refresh tokens.',
    remedy:
      'Remove it here and list it in scopes_supported of the authorization server, where clients look before they ask for it.',
  },
} as const satisfies Record<keyof typeof resourceMetadata, Guidance>
