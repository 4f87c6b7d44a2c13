import type { Guidance } from '../guidance.ts'

/** How clients find servers, and become known to them. */
export const discoveryGuidance = {
  'client-follows-mcp-authorization': {
    cause: 'Authorization was left to the user, who is expected to paste a token.',
    remedy: 'Take a 401 from the MCP endpoint as the start of discovery, and keep a pasted token as a fall-back only.',
  },
  'client-authorizes-on-401': {
    cause: 'Only the first request of a session is prepared for a 401, or any failure is taken for a broken transport.',
    remedy:
      'Handle 401 where requests are sent, for every method: read the challenge, get a token, send the same request again with it.',
  },
  'client-parses-challenges': {
    cause:
      'The header is searched with a regular expression, which finds a parameter of another scheme or inside a quoted string.',
    remedy:
      'Parse WWW-Authenticate by the grammar of RFC 9110 §11.6.1: schemes first, then each parameter by its whole name, in any case and order.',
  },
  'client-reads-resource-metadata': {
    cause: 'The MCP server is taken for the authorization server, as MCP 2025-03-26 had it.',
    remedy: 'Fetch the protected resource metadata first, and take the issuer from its authorization_servers.',
  },
  'client-fetches-challenge-url': {
    cause: 'The well-known URL is built from the MCP URL although the challenge names one.',
    remedy: 'Use the value of resource_metadata as it is, whatever its path, before you build any URL yourself.',
  },
  'client-tries-path-metadata-first': {
    cause: 'The well-known path is put at the root of the host, or appended after the MCP path.',
    remedy:
      'Insert /.well-known/oauth-protected-resource between the host and the path of the MCP endpoint, and ask there first.',
  },
  'client-tries-root-metadata-next': {
    cause: 'A 404 under the path ends discovery.',
    remedy: 'After a 404 for the path form, ask for /.well-known/oauth-protected-resource at the root of the host.',
  },
  'client-stops-without-resource-metadata': {
    cause: 'Without metadata the endpoints of MCP 2025-03-26 are guessed.',
    remedy: 'Stop and say which URLs were tried, or use an authorization server that the user configured.',
  },
  'client-rejects-foreign-resource-metadata': {
    cause: 'The member resource of the metadata is read, but never compared.',
    remedy:
      'Compare resource with the URL that you access before you use anything else of the document, and stop when they differ.',
  },
  'client-picks-one-authorization-server': {
    cause: 'Endpoints or registrations of several entries of authorization_servers end up in one configuration.',
    remedy:
      'Choose one issuer, and keep its metadata, registration and tokens together and apart from those of others.',
  },
  'client-rereads-resource-metadata': {
    cause: 'The issuer that was found once is kept for good.',
    remedy:
      'When a token is refused later, fetch the protected resource metadata again before you go to an authorization server.',
  },
  'client-uses-metadata-endpoints': {
    cause: '/authorize, /token and /register are built on the origin, although metadata was found.',
    remedy:
      'Take authorization_endpoint, token_endpoint and registration_endpoint from the metadata, and nothing else.',
  },
  'client-supports-oidc-discovery': {
    cause: 'Only /.well-known/oauth-authorization-server is asked for.',
    remedy: 'Go on to the openid-configuration URLs of the issuer when the first one is not there.',
  },
  'client-orders-metadata-urls': {
    cause:
      'openid-configuration comes first by habit, or the path of the issuer is appended where it has to be inserted.',
    remedy:
      'For an issuer with a path try the RFC 8414 form inserted, the OpenID form inserted, the OpenID form appended; without a path the two at the root.',
  },
  'client-keeps-issuer-path': {
    cause:
      'The well-known URL is resolved against the issuer with an absolute path, which drops the path of the issuer.',
    remedy: 'Build the URL out of the parts of the issuer, so that the path of a tenant stays in it.',
  },
  'client-rejects-mismatched-metadata-issuer': {
    cause: 'The metadata is trusted because of where it was fetched.',
    remedy:
      'Compare the member issuer with the issuer you started from, as strings, and drop the document when they differ.',
  },
  'client-requires-s256-in-metadata': {
    cause: 'PKCE is sent in any case, and so its announcement is not looked at.',
    remedy:
      'Refuse a server whose code_challenge_methods_supported lacks S256; offer an explicit override for those you know to be right.',
  },
  'client-uses-legacy-base-url': {
    cause: 'The path of the MCP endpoint is kept when the base URL is made.',
    remedy: 'For MCP 2025-03-26 take the origin of the MCP URL alone, and look for metadata at its root.',
  },
  'client-uses-default-endpoints-last': {
    cause: 'The default endpoints are used without asking for metadata.',
    remedy: 'Ask for the metadata first, and only after a 404 use /authorize, /token and /register.',
  },
  'client-sends-version-on-discovery': {
    cause: 'Discovery is done by a plain HTTP call that knows nothing of MCP.',
    remedy: 'Send MCP-Protocol-Version with metadata requests too.',
  },
  'client-has-client-id': {
    cause: 'A failed registration was ignored, or a variable was empty.',
    remedy:
      'Do not open the authorization URL before you have a client_id: configured, your metadata URL, or from a registration.',
  },
  'client-prefers-registration-order': {
    cause: 'The library registers dynamically unless it is given a client ID or a metadata URL.',
    remedy:
      'Publish a client ID metadata document and hand its URL to the library; register dynamically only where the server does not take it.',
  },
  'client-accepts-static-credentials': {
    cause: 'There is no setting for a client ID, or it is ignored when registration seems possible.',
    remedy: 'Let users configure client_id and client_secret for a server, and use them before anything else.',
  },
  'client-supports-metadata-documents': {
    cause: 'The URL is used as client_id without looking whether the server takes such.',
    remedy:
      'Use it only where client_id_metadata_document_supported is true in the metadata of the authorization server.',
  },
  'client-uses-valid-metadata-document-url': {
    cause: 'The URL points at a host root or a development server, or was joined from relative parts.',
    remedy:
      'Use an https URL with a path, without fragment, user name, or dot segments, and use it character by character everywhere.',
  },
  'client-serves-metadata-document': {
    cause: 'The document was made from a template whose client_id is another URL, or the host answers with HTML.',
    remedy:
      'Serve it with 200 and application/json at the very URL in its client_id, with client_name and redirect_uris, without redirects.',
  },
  'client-publishes-no-shared-secret': {
    cause: 'A registration document with its secret was published as it was.',
    remedy: 'Take client_secret out, and declare token_endpoint_auth_method none or private_key_jwt.',
  },
  'client-may-use-private-key-jwt': {
    cause: 'The document declares private_key_jwt, and the program that refreshes does not sign.',
    remedy: 'Send a client_assertion with each token request, or declare none.',
  },
  'client-supports-dynamic-registration': {
    cause: 'The registration is posted as a form, or without redirect URIs.',
    remedy: 'Post JSON with redirect_uris to registration_endpoint.',
  },
  'client-sends-application-type': {
    cause:
      'The member is newer than the library: without it a server may assume web, and refuse loopback redirect URIs.',
    remedy: 'Add "application_type": "native" for programs on the user\'s machine, "web" for those on a server.',
  },
  'client-chooses-application-type': {
    cause: 'The default of an OpenID library is web.',
    remedy: 'Send native with loopback or private-use redirect URIs, and web with https ones of a server.',
  },
  'client-survives-rejected-registration': {
    cause: 'The registration is repeated unchanged, or the login goes on without a client_id.',
    remedy:
      'Show the error of the server; try again only with something changed, such as the application_type or the redirect URI.',
  },
  'client-lists-refresh-grant': {
    cause: 'grant_types is left out, which means authorization_code alone.',
    remedy: 'Send "grant_types": ["authorization_code", "refresh_token"].',
  },
  'client-follows-registered-values': {
    cause: 'The client goes on with what it asked for, and not with what the answer says.',
    remedy: 'Keep the whole answer of the registration, and use its token_endpoint_auth_method and redirect_uris.',
  },
  'client-reuses-registration': {
    cause: 'The registration is not saved, or is looked up under a key that changes with each start.',
    remedy: 'Save it by issuer, use it for each login, and register anew only after invalid_client.',
  },
  'client-separates-issuers': {
    cause: 'Credentials are saved by the name of the MCP server.',
    remedy: 'Save registrations and tokens by the issuer that gave them.',
  },
  'client-reuses-no-foreign-credentials': {
    cause: 'After a move the saved client ID or refresh token is sent to the new server.',
    remedy: 'Look up credentials by issuer each time, and send none that another issuer gave.',
  },
  'client-registers-anew-at-new-server': {
    cause: 'The client counts as registered because it was so elsewhere.',
    remedy: 'With a new issuer begin with registration again; a metadata document URL can stay.',
  },
  'client-reports-moved-server': {
    cause: 'A configured client ID is sent wherever the metadata points.',
    remedy: 'Keep the issuer beside a configured client ID, and report when the resource names another.',
  },
} as const satisfies Readonly<Record<string, Guidance>>
