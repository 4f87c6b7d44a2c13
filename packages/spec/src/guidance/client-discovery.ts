import type { clientDiscovery } from '../requirements/client-discovery.ts'
import type { Guidance } from './guidance.ts'

/** C-GEN and C-DISC. */
export const clientDiscoveryGuidance = {
  'client-follows-mcp-authorization': {
    cause:
      'The client knows only API keys: on a 401 over HTTP it asks its user for a token instead of reading the challenge. The reverse happens too: a login is started for a server on stdio.',
    remedy:
      'On a 401 over HTTP go on with the WWW-Authenticate header and the protected resource metadata. For a server that you launch on stdio start no login; put its credentials into its environment.',
  },
  'client-authorizes-on-401': {
    cause:
      'Only the first request is watched for a 401, so one on a later tools/call surfaces as a plain error; or a fallback to HTTP+SSE or to an older lifecycle catches every 4xx before a login can start.',
    remedy:
      'Handle 401 in the one place that sends requests to the MCP endpoint, for every method and at any time: authorize, then send the same request again with the token. Do so before any fallback of transport or protocol version.',
  },
  'client-parses-challenges': {
    cause:
      'WWW-Authenticate is searched with a regular expression: it finds scope= inside error_description or x_scope, misses values without quotes, or sees only the first of several challenges.',
    remedy:
      'Write a small parser for RFC 9110 section 11.6.1: split the header into challenges, compare whole parameter names without regard to case, and accept values as tokens or as quoted strings with backslash escapes. Then use the parameters of the Bearer or DPoP challenge.',
  },
  'client-reads-resource-metadata': {
    cause:
      'The client still follows revision 2025-03-26: it asks for authorization server metadata, or posts to /register, at the origin of the MCP URL without looking for protected resource metadata.',
    remedy:
      'Fetch the protected resource metadata first, from resource_metadata of the challenge or else from the well-known locations, and take the issuer from its authorization_servers. Try the origin of the MCP server only after all of these proved absent.',
  },
  'client-fetches-challenge-url': {
    cause:
      'The URL in the challenge is ignored because the client builds well-known URLs itself, or it is taken for a base to which a well-known path is added.',
    remedy:
      'Take the value of resource_metadata as it stands and send a GET to exactly that URL. Turn to well-known locations only when the challenge lacks the parameter.',
  },
  'client-tries-path-metadata-first': {
    cause:
      "new URL('/.well-known/oauth-protected-resource', mcpUrl) drops the path of the endpoint; other clients append the well-known part behind that path, or ask at the root first.",
    remedy:
      'Put the well-known part between host and path: for https://host/mcp ask first for https://host/.well-known/oauth-protected-resource/mcp.',
  },
  'client-tries-root-metadata-next': {
    cause:
      'After a 404 for the URL with the path the client gives up, or goes straight on to treat the host as an authorization server.',
    remedy:
      'When the URL with the path has nothing, ask for /.well-known/oauth-protected-resource at the root of the same host before you conclude that there is no metadata.',
  },
  'client-stops-without-resource-metadata': {
    cause:
      'Finding nothing, the client falls through to guessed endpoints, /authorize, /token and /register of the MCP host, which only revision 2025-03-26 knows.',
    remedy:
      'Stop with an error that lists the URLs you asked and what each answered, or use an issuer that somebody configured for this server. Keep the default paths for servers of 2025-03-26, if you support those.',
  },
  'client-rejects-foreign-resource-metadata': {
    cause:
      'The document is used without a look at its resource; where there is a look, a sibling path or any prefix of the URL often counts as equal, or both sides are normalised first.',
    remedy:
      'Compare resource as a string with the MCP URL that you called if a challenge led to the document, otherwise with the identifier that the well-known URL was built from. If they differ, use nothing of the document and show both values.',
  },
  'client-picks-one-authorization-server': {
    cause:
      'Metadata of several entries ends up in one object, so a registration at one server is followed by a token request at another; typical of code that moves to the next entry in the middle of a flow.',
    remedy:
      'Choose one entry of authorization_servers and keep all of the attempt under that issuer: metadata, client ID, code, tokens. If you move to another entry, begin again with its metadata and a client ID that it knows.',
  },
  'client-rereads-resource-metadata': {
    cause:
      'Protected resource metadata is read at the first login and cached for good, so after a move the client goes on asking the old authorization server.',
    remedy:
      'On a 401 for a request that had a token, fetch the protected resource metadata again and see whether authorization_servers still has the issuer that you used, before you refresh or authorize.',
  },
} as const satisfies Record<keyof typeof clientDiscovery, Guidance>
