import { isJsonObject } from '../../core/json.ts'

interface Kind {
  readonly accepts: (value: unknown) => boolean
  readonly wants: string
}

const text: Kind = { accepts: (value) => typeof value === 'string', wants: 'a string' }
const flag: Kind = { accepts: (value) => typeof value === 'boolean', wants: 'true or false' }
const list: Kind = { accepts: isStringList, wants: 'an array of strings' }
const webAddress: Kind = {
  accepts: (value) =>
    typeof value === 'string' && URL.canParse(value) && ['https:', 'http:'].includes(new URL(value).protocol),
  wants: 'an https or http URL',
}
const applicationType: Kind = { accepts: (value) => value === 'web' || value === 'native', wants: 'web or native' }
const keySet: Kind = {
  accepts: (value) => isJsonObject(value) && Array.isArray(value['keys']),
  wants: 'a JSON Web Key Set',
}

/** The members that are kept to be shown (RFC 7591 §2, OIDC Registration §2). A member not listed may be anything. */
const shownMembers: Readonly<Record<string, Kind>> = {
  client_uri: webAddress,
  logo_uri: webAddress,
  tos_uri: webAddress,
  policy_uri: webAddress,
  jwks_uri: webAddress,
  jwks: keySet,
  contacts: list,
  post_logout_redirect_uris: list,
  software_id: text,
  software_version: text,
  software_statement: text,
  token_endpoint_auth_signing_alg: text,
  id_token_signed_response_alg: text,
  application_type: applicationType,
  dpop_bound_access_tokens: flag,
  require_pushed_authorization_requests: flag,
}

/** Why client metadata cannot be kept to be shown: a known member is of the wrong type, or a link with a foreign scheme (CIMD-01 §6.5). */
export function shownMemberProblem(metadata: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, kind] of Object.entries(shownMembers)) {
    if (Object.hasOwn(metadata, name) && !kind.accepts(metadata[name])) return `${name} must be ${kind.wants}`
  }
  return undefined
}

/** Whether a JSON value is an array of strings. */
export function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
