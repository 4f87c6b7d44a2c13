import { type ForeignAuthorizationServer, foreignAuthorizationServerSchema } from './foreign-authorization-server.ts'
import { type ConfiguredProvider, identityProvidersSchema } from './identity-provider.ts'
import {
  choice,
  flag,
  integer,
  jsonValue,
  list,
  optionalText,
  optionalToken,
  origin,
  origins,
  type Setting,
  text,
  token,
} from './setting.ts'
import { type WorkloadIssuer, workloadIssuersSchema } from './workload-issuers.ts'

const DAY = 86_400
const YEAR = 365 * DAY

/** Every setting. The `--help` table, the environment names and the documentation are printed from this. */
export const settings = {
  host: text('127.0.0.1', 'Address to listen on'),
  port: integer(8765, { min: 0, max: 65_535 }, 'TCP port to listen on; 0 takes any free one'),
  publicUrl: origin(
    'Origin that clients use to reach the server, and so its issuer identifier; without it the address listened on, and for a loopback address 127.0.0.1, localhost and [::1] alike',
  ),
  tls: choice(
    'off',
    ['off', 'dev'],
    'Serve https with a certificate of a development authority, which is made at the first start and can vouch for loopback, private addresses and names of closed networks only',
  ),
  tlsCert: optionalText('Serve https with the certificate in this PEM file, and those that vouch for it after it'),
  tlsKey: optionalText('The private key of tlsCert, a PEM file'),
  tlsFolder: optionalText(
    "Where tls dev keeps its authority; without it mcp-auth-test-server in the user's data folder",
  ),
  allowedOrigins: origins(
    [],
    'Origins of browser pages that may call the server, besides its own and, on loopback, every loopback one',
  ),
  bearerToken: token('test-bearer-token', 'The static token that /mcp/bearer-token accepts'),
  surfaces: list(
    ['oauth', 'bearer-token'],
    'MCP endpoints to mount, out of oauth, oauth-v21 (authorization code grant only), oauth-v2-client-creds (client credentials only), device-flow (device grant only), everything (every feature of MCP to try) and bearer-token; the first that takes OAuth tokens is the resource of requests that name none',
  ),
  authorizationServer: jsonValue<string | ForeignAuthorizationServer | undefined>(
    undefined,
    foreignAuthorizationServerSchema,
    'Issuer of somebody else\'s authorization server, whose tokens the OAuth-protected MCP endpoints take instead of ours; its keys are found through its metadata, or given as JSON: {"issuer", "jwksUri" or "jwks" or "introspection": {"endpoint", "clientId", "clientSecret"}, "untyped": true to take JWTs without typ at+jwt}',
    { secret: true },
  ),
  openMethods: list(
    [],
    'MCP methods that need no token at any MCP endpoint, such as initialize,notifications/initialized,server/discover,tools/list; who presents a token is held to it all the same',
  ),
  sessions: flag(
    true,
    'Whether initialize begins a session, named by Mcp-Session-Id and bound to its caller; 2026-07-28 has none',
  ),
  sessionLifetime: integer(DAY, { min: 1, max: 30 * DAY }, 'Lifetime of an MCP session, in seconds'),
  sessionLimit: integer(
    10_000,
    { min: 1, max: 1_000_000 },
    'How many MCP sessions are kept at a time; one more is refused with temporarily_unavailable',
  ),
  toolLists: choice(
    'complete',
    ['complete', 'permitted'],
    'What tools/list and the other MCP lists show: everything, so that a client can meet a demand for more scope, or only what the token may use; what is not shown is refused all the same',
  ),
  allowDangerous: flag(false, 'Whether the policy lets the tool dangerous_delete run'),
  notesPerSubject: integer(
    100,
    { min: 1, max: 1000 },
    'How many notes each subject can keep at each MCP endpoint; write_note refuses one more',
  ),
  notebookLimit: integer(
    1000,
    { min: 1, max: 100_000 },
    'How many subjects can keep notes, counted for each endpoint; write_note refuses one more',
  ),
  notebookLifetime: integer(
    7 * DAY,
    { min: 1, max: YEAR },
    'For how long the notes of a subject are kept, in seconds from the first',
  ),
  approvalMode: choice(
    'manual',
    ['manual', 'auto_approve', 'auto_deny'],
    'What happens to an authorization request that names no approval_mode: show the consent page, approve, or deny',
  ),
  login: choice(
    'page',
    ['page', 'identity-provider'],
    'Where a user who consented at the authorization endpoint logs in: by choice on the consent page itself, or at the identity provider at /idp, whose login then bounds what is issued; a device login is always on its page',
  ),
  codeLifetime: integer(
    300,
    { min: 1, max: 600 },
    'Lifetime of an authorization code, in seconds (RFC 6749 §4.1.2: at most ten minutes)',
  ),
  accessTokenLifetime: integer(3600, { min: 1, max: DAY }, 'Lifetime of an access token, in seconds'),
  refreshTokenLifetime: integer(30 * DAY, { min: 1, max: YEAR }, 'Lifetime of a refresh token, in seconds'),
  accessTokenFormat: choice(
    'opaque',
    ['opaque', 'jwt'],
    'What an access token is: a random value, or a signed JWT as RFC 9068 has it',
  ),
  signingAlgorithm: choice('ES256', ['ES256', 'RS256', 'EdDSA'], 'Algorithm of the keys that sign JWTs'),
  keyRotation: integer(
    0,
    { min: 0, max: YEAR },
    'Seconds after which a new key signs; the old one stays published until what it signed has ended; 0 is never',
  ),
  refreshPolicy: choice(
    'reuse-revokes-family',
    ['none', 'static', 'rotate', 'rotate-with-grace', 'reuse-revokes-family', 'drop-on-refresh'],
    'What a refresh does to the refresh token: none gives no refresh tokens; static keeps the one there is and names none in the answer; rotate replaces it, and refuses the old one; rotate-with-grace gives the same new one again for a while; reuse-revokes-family also revokes everything when the old one comes again (RFC 9700 §4.14.2); drop-on-refresh ends it without a new one',
  ),
  refreshGrace: integer(
    30,
    { min: 1, max: 3600 },
    'For how long refreshPolicy rotate-with-grace takes a used refresh token again, in seconds',
  ),
  offlineAccess: flag(
    false,
    'Whether a refresh token is given only to who asks for the scope offline_access; without it the scope is unknown, and being registered for refresh_token is enough',
  ),
  mintedTokenLifetime: integer(
    300,
    { min: 1, max: DAY },
    'Lifetime of a token minted for /mcp/bearer-token, in seconds',
  ),
  consentLifetime: integer(
    600,
    { min: 1, max: DAY },
    'How long a consent page can be answered, and a login at the identity provider may take, in seconds',
  ),
  deviceCodeLifetime: integer(
    900,
    { min: 1, max: DAY },
    'Lifetime of a device code and its user code, in seconds (RFC 8628 §3.2)',
  ),
  devicePollInterval: integer(
    5,
    { min: 1, max: 300 },
    'How long a client must wait between two polls with a device code, in seconds; five more each time it does not (RFC 8628 §3.5)',
  ),
  pendingDeviceCodeLimit: integer(
    1000,
    { min: 0, max: 1_000_000 },
    'How many device codes can wait for a decision at a time; one more is refused',
  ),
  pendingLimit: integer(
    10_000,
    { min: 1, max: 10_000_000 },
    'How many consent pages, logins at the identity provider, authorization codes, minted tokens and URL elicitations, each, are kept at a time; one more is refused with temporarily_unavailable',
  ),
  authorizationLimit: integer(
    100_000,
    { min: 1, max: 10_000_000 },
    'How many authorizations of users are kept at a time, for as long as they can be refreshed; one more is refused with temporarily_unavailable',
  ),
  accessTokenLimit: integer(
    1_000_000,
    { min: 1, max: 10_000_000 },
    'How many access tokens are kept at a time; one more is refused with temporarily_unavailable',
  ),
  registeredClientLimit: integer(
    10_000,
    { min: 0, max: 1_000_000 },
    'How many dynamically registered clients are kept; one more is refused',
  ),
  idTokenLifetime: integer(
    3600,
    { min: 1, max: DAY },
    'Lifetime of an ID token of the identity provider at /idp, in seconds',
  ),
  idJagLifetime: integer(
    300,
    { min: 1, max: 3600 },
    'Lifetime of an ID-JAG of the identity provider at /idp, in seconds; the authorization server takes none that is good for longer than an hour',
  ),
  identityProviders: jsonValue<readonly ConfiguredProvider[]>(
    [],
    identityProvidersSchema,
    'Identity providers whose ID-JAGs to take besides those of /idp, as a JSON array of {"issuer", "jwksUri" or "jwks"}; their sub becomes the subject',
    // A private key may be among the keys by mistake.
    { secret: true },
  ),
  workloadIssuers: jsonValue<readonly WorkloadIssuer[]>(
    [],
    workloadIssuersSchema,
    'Issuers of workload JWTs to trust besides the built-in one, as a JSON array of {"issuer", "jwksUri" or "jwks", "workloads": [{"subject", "clientId", "scope", "resources"}]}; clientId is the subject if left out, scope the least set, resources (paths such as /mcp/oauth) all',
    { secret: true },
  ),
  dpopRequired: flag(
    false,
    'Whether every access token must be bound to a key by DPoP, at the token endpoint and at the protected resource',
  ),
  dpopNonces: choice(
    'off',
    ['off', 'authorization-server', 'resource', 'both'],
    'Who asks for a nonce of its own in DPoP proofs',
  ),
  dpopProofLifetime: integer(
    300,
    { min: 1, max: 300 },
    'How far the iat of a DPoP proof may be from now, in seconds, either way',
  ),
  dpopProofLimit: integer(
    1_000_000,
    { min: 1, max: 100_000_000 },
    'How many used DPoP proofs are remembered; one more is refused',
  ),
  assertionLimit: integer(
    1_000_000,
    { min: 1, max: 100_000_000 },
    'How many used client assertions and ID-JAGs are remembered; one more is refused with temporarily_unavailable',
  ),
  pushedRequestLifetime: integer(
    90,
    { min: 5, max: 600 },
    'Lifetime of a pushed authorization request, in seconds (RFC 9126 §2.2: between 5 and 600)',
  ),
  pushedRequestLimit: integer(
    10_000,
    { min: 1, max: 1_000_000 },
    'How many pushed authorization requests are kept; one more is refused',
  ),
  requirePushedAuthorizationRequests: flag(
    false,
    'Whether an authorization request must be pushed first, by every client',
  ),
  registeredScope: choice(
    'at-least',
    ['at-least', 'exactly'],
    'What a registration with a scope gives: at-least registers the client for every scope that is not administrative as well, so that it can step up later; exactly holds it to what it named (RFC 7591 §2)',
  ),
  strictApplicationType: flag(
    false,
    'Whether registration holds a client to its application_type, web if it names none: web takes redirect URIs with https and not on loopback, native loopback ones too (OIDC Registration §2)',
  ),
  clientMetadataLimit: integer(
    5120,
    { min: 256, max: 1_048_576 },
    'Longest client ID metadata document, in bytes (CIMD-01 §6.6: five kilobytes)',
  ),
  clientMetadataTimeout: integer(
    5,
    { min: 1, max: 30 },
    'How long fetching a client ID metadata document may take, in seconds of real time',
  ),
  loopbackClientMetadata: flag(
    true,
    'Whether a client ID metadata document, or a jwks_uri, may be fetched from a loopback address, by http too, while the server itself is on loopback; other special-use addresses are always refused',
  ),
  observe: flag(
    true,
    'Whether to keep what clients do, as flows, in memory and bounded, and to show it: the console at /, reports, and what is under /debug',
  ),
  observedFlows: integer(
    1000,
    { min: 1, max: 100_000 },
    'How many flows are kept; the one that rested longest makes room',
  ),
  debugToken: optionalToken(
    'Bearer token, or password of the console, that shows what was observed; off loopback nothing is shown without one',
  ),
  faults: list([], 'Ids of the faults armed from the start'),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>
