import type { clientTransport } from '../requirements/client-transport.ts'
import type { Guidance } from './guidance.ts'

/** C-TRN. */
export const clientTransportGuidance = {
  'client-sends-version-header': {
    cause:
      'The header is there on the first try and missing when the request is repeated with a token, or it has the version that the client prefers instead of the negotiated one.',
    remedy:
      'Up to 2025-11-25 send the negotiated version on every request after initialize, on GET and DELETE too. Since 2026-07-28 send it with every POST, equal to io.modelcontextprotocol/protocolVersion in _meta.',
  },
  'client-sends-self-contained-requests': {
    cause:
      'A client of the older lifecycle got a new version string only: it still sends initialize, keeps a session ID or opens a GET stream, and its requests have no _meta.',
    remedy:
      'Put io.modelcontextprotocol/protocolVersion and io.modelcontextprotocol/clientCapabilities into _meta of every request, better io.modelcontextprotocol/clientInfo as well. Send nothing but POSTs, and ignore an Mcp-Session-Id.',
  },
  'client-sends-mirror-headers': {
    cause:
      'The headers are added where a call is made but not where it is repeated after a 401, or Mcp-Name is left out for resources/read, where it is the uri.',
    remedy:
      'In the function that sends the request derive Mcp-Method from method, and Mcp-Name from params.name, or from params.uri for resources/read, so that repetitions have them as well.',
  },
  'client-detects-server-era': {
    cause:
      'Any 400 makes the client fall back to initialize, without a look at the JSON-RPC error in the body, which may name the versions that the server supports.',
    remedy:
      'Parse the body of a 400: on error -32022 choose a version from data.supported and send the request again, and fall back to initialize only if there is no such error. Remember the result for the origin.',
  },
  'client-keeps-session': {
    cause:
      'Mcp-Session-Id is missing on GET or DELETE, or gone after a new token came; a 404 for an ended session is taken for a failed login or a wrong URL.',
    remedy:
      'Send the session ID on every request until the server answers 404; then drop it, send initialize again with the same token, and go on. Send DELETE when you are done.',
  },
  'client-falls-back-only-on-absence': {
    cause:
      'The fallback follows older texts, which tried HTTP+SSE after any 4xx, so a 401 opens an event stream instead of a login.',
    remedy:
      'Try HTTP+SSE only when the first POST got 400, 404 or 405, and not if the body is an error of the newer protocol. On a 401 authorize, on a 403 read the challenge, and keep the transport.',
  },
  'client-declares-extensions': {
    cause: 'The extension is implemented but not announced, because the capabilities are a constant from before.',
    remedy:
      'Add its identifier, such as io.modelcontextprotocol/oauth-client-credentials, as a key of extensions in the capabilities of initialize or, since 2026-07-28, in the clientCapabilities of each request.',
  },
} as const satisfies Record<keyof typeof clientTransport, Guidance>
