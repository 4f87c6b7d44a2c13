import type { AuthorizationServerMetadata, JsonWebKeySet, ProtectedResourceMetadata } from '@mcp-auth/spec'

/**
 * The places where a fault may change what goes on the wire, each with the type of what passes by.
 * Named after the artefact, in OAuth's words. A handler offers each artefact exactly once, last thing before it leaves.
 */
export interface FaultPoints {
  'metadata.authorization-server': AuthorizationServerMetadata
  'metadata.protected-resource': ProtectedResourceMetadata
  jwks: JsonWebKeySet
  'authorize.redirect': string
  /** The claims of an access token that is a JWT, before they are signed. */
  'token.claims': Readonly<Record<string, unknown>>
  'device.response': Readonly<Record<string, unknown>>
  'par.response': Readonly<Record<string, unknown>>
  'token.response': Readonly<Record<string, unknown>>
  'introspection.response': Readonly<Record<string, unknown>>
  'registration.response': Readonly<Record<string, unknown>>
  'mcp.challenge': string
  /** Those of the identity provider, which passes no other: what is wrong with one issuer is not with the other. */
  'idp.metadata': AuthorizationServerMetadata
  /** The claims of an ID token, before they are signed. */
  'idp.id-token': Readonly<Record<string, unknown>>
  /** The claims of an ID-JAG, before they are signed. */
  'idp.id-jag': Readonly<Record<string, unknown>>
  'idp.token.response': Readonly<Record<string, unknown>>
  /** Every answer of the server, whole; `path` is the request's. */
  'http.response': { readonly path: string; readonly response: Response }
}

/** The name of a fault point. */
export type FaultPoint = keyof FaultPoints
