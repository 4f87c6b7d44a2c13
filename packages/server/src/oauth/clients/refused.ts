import type { Reference, RequirementId } from '@mcp-auth/spec'
import { OAuthError } from '../../core/errors.ts'
import { challenge } from '../../core/http.ts'
import { NAME } from '../../core/version.ts'

/** What a failed client authentication cites: a section and, where it breaks more than that the credential be right, which rule. */
export interface Citation extends Reference {
  readonly requirement?: RequirementId
}

/**
 * A failed client authentication. RFC 6749 §5.2 asks for the challenge when the Authorization header was used,
 * RFC 9110 §15.5.2 with every 401.
 */
export function clientRefused(description: string, cited: Citation, reason?: string, cause?: unknown): OAuthError {
  const { requirement = 'server-enforces-client-authentication', ...reference } = cited
  return new OAuthError('invalid_client', description, {
    requirement,
    reference,
    ...(reason !== undefined && { reason }),
    ...(cause !== undefined && { cause }),
    headers: { 'www-authenticate': challenge('Basic', { realm: NAME }) },
  })
}

/** A client secret that is not the registered one. */
export function wrongSecret(clientId: string): OAuthError {
  return clientRefused('client_secret is wrong', { document: 'rfc6749', section: '2.3' }, `client ${clientId}`)
}
