import type { Context } from '../../core/context.ts'
import { OAuthError, type OAuthErrorOptions } from '../../core/errors.ts'
import type { Params } from '../../core/form.ts'
import type { AuthorizationRequest } from '../records.ts'
import { requestedKey } from '../token/dpop.ts'
import { requestedUserScope } from '../token/offline-access.ts'
import { requireCodeChallenge } from '../token/pkce.ts'
import { requestedResource } from '../token/resource.ts'
import type { Target } from './target.ts'

/** The response types served: OAuth 2.1 has the code flow only (OAuth 2.1 §10.1). */
export const responseTypes = ['code'] as const

/** The response modes served (OAuth 2.0 Multiple Response Type Encoding Practices §2.1). */
export const responseModes = ['query'] as const

const sections = {
  request: { reference: { document: 'rfc6749', section: '4.1.1' } },
  error: { reference: { document: 'rfc6749', section: '4.1.2.1' } },
} as const satisfies Record<string, OAuthErrorOptions>

/** The second phase of an authorization request, in the RFC's order. Throws `OAuthError`s that may be redirected to the client. */
export function validateRequest(params: Params, target: Target, ctx: Context): AuthorizationRequest {
  params.rejectMalformed()
  rejectUnserved(params)
  requireResponseType(params, target)
  const codeChallenge = requireCodeChallenge(params.get('code_challenge'), params.get('code_challenge_method'))
  const resource = requestedResource(params.resources, ctx)
  const dpopJkt = requestedKey(params.get('dpop_jkt'))
  const scope = requestedUserScope(params.get('scope'), target.client, ctx)
  return {
    clientId: target.client.clientId,
    redirectUri: target.redirectUri,
    ...(target.state !== undefined && { state: target.state }),
    scope,
    resource,
    codeChallenge,
    ...(dpopJkt !== undefined && { dpopJkt }),
  }
}

/** Throws unless the request asks for a code, and by a client that may (RFC 6749 §3.1.1). */
export function requireResponseType(params: Params, { client }: Target): void {
  const responseType = params.require('response_type', sections.request)
  if (responseType !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code', {
      requirement: 'client-uses-code-flow',
    })
  }
  // Whoever is registered for it is registered for the grant too (RFC 7591 §2.1).
  if (!client.responseTypes.includes('code')) {
    throw new OAuthError('unauthorized_client', 'this client is not registered for response_type code', sections.error)
  }
}

/** Throws for what changes a request or its answer in ways that are not served (OIDC Core §3.1.2.6, §6). */
export function rejectUnserved(params: Params): void {
  if (params.get('request') !== undefined) {
    throw new OAuthError('request_not_supported', 'request is not supported: send the parameters themselves')
  }
  if (params.get('request_uri') !== undefined) {
    throw new OAuthError('request_uri_not_supported', 'request_uri is not supported: send the parameters themselves')
  }
  const mode = params.get('response_mode')
  if (mode !== undefined && mode !== 'query') {
    throw new OAuthError('invalid_request', 'response_mode must be query', sections.error)
  }
}
