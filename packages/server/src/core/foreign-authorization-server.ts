import type { JsonWebKeySet } from '@mcp-auth/spec'
import * as z from 'zod/mini'
import { keySet, object, text } from './json-schema.ts'

/** Where a foreign authorization server is asked about tokens (RFC 7662), and as which client. */
export interface IntrospectionAccess {
  readonly endpoint: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Somebody else's authorization server, whose tokens the OAuth-protected resources take instead of ours. */
export interface ForeignAuthorizationServer {
  /** Its issuer identifier, the same string as in its metadata and tokens. */
  readonly issuer: string
  /** Its public keys, or the URL where they are; without both, its metadata says where. */
  readonly jwks?: JsonWebKeySet | undefined
  readonly jwksUri?: string | undefined
  /** Tokens are judged by asking it, whatever they look like, instead of by keys. */
  readonly introspection?: IntrospectionAccess | undefined
  /** Whether a JWT without `typ: at+jwt` is taken as well: many servers predate RFC 9068. */
  readonly untyped?: boolean | undefined
}

const url = text.check(z.refine(isPlainUrl, 'must be an http or https URL without user name and fragment'))

const server = object({
  issuer: url,
  jwks: z.optional(keySet),
  jwksUri: z.optional(url),
  introspection: z.optional(object({ endpoint: url, clientId: text, clientSecret: text })),
  untyped: z.optional(z.boolean('must be true or false')),
}).check(
  z.refine(
    ({ jwks, jwksUri, introspection }) => [jwks, jwksUri, introspection].filter((way) => way !== undefined).length < 2,
    'must have at most one of jwks, jwksUri and introspection',
  ),
)

/** What a {@link ForeignAuthorizationServer} is as JSON, or its issuer alone. */
export const foreignAuthorizationServerSchema = z.optional(
  z.union([url, server], {
    error: ({ input }) => {
      const { error } = typeof input === 'string' ? url.safeParse(input) : server.safeParse(input)
      const [issue] = error?.issues ?? []
      return [...(issue?.path ?? []), issue?.message].join(' ')
    },
  }),
)

/** The setting, written out. */
export function foreignAuthorizationServer(
  setting: string | ForeignAuthorizationServer | undefined,
): ForeignAuthorizationServer | undefined {
  return typeof setting === 'string' ? { issuer: setting } : setting
}

function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value) || value.includes('#')) return false
  const { protocol, username, password } = new URL(value)
  return ['http:', 'https:'].includes(protocol) && username === '' && password === ''
}
