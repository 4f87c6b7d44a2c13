import { ID_JAG_TYPE } from '@mcp-auth/spec'
import { decodeJwt } from '../../core/jwt.ts'
import type { Facts } from '../facts.ts'
import type { Step } from '../step.ts'
import type { TokenRequest } from './token-request.ts'

/** The grant that redeems an assertion (RFC 7523 §2.1). */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** The token exchanges at the identity provider (RFC 8693 §2.1). */
export function exchanges(facts: Facts): readonly { readonly step: Step; readonly params: URLSearchParams }[] {
  return facts
    .at('idp-token')
    .map((step) => ({ step, params: step.reading.form }))
    .filter(({ params }) => params.get('grant_type') === TOKEN_EXCHANGE)
}

/** An assertion that was sent as a grant. */
export interface AssertionGrant {
  readonly step: Step
  readonly request: TokenRequest
  readonly claims: Readonly<Record<string, unknown>>
}

/** The token requests that redeem an ID-JAG. */
export function redemptions(facts: Facts): readonly AssertionGrant[] {
  return assertionGrants(facts, (type) => type === ID_JAG_TYPE)
}

/** The token requests that redeem the JWT of a workload, or whatever else is no ID-JAG. */
export function workloadGrants(facts: Facts): readonly AssertionGrant[] {
  return assertionGrants(facts, (type) => type !== ID_JAG_TYPE)
}

function assertionGrants({ tokenRequests }: Facts, wanted: (type: unknown) => boolean): readonly AssertionGrant[] {
  return tokenRequests
    .filter(({ grantType }) => grantType === JWT_BEARER)
    .flatMap((request) => {
      const jwt = decodeJwt(request.params.get('assertion') ?? '')
      return wanted(jwt?.header['typ']) ? [{ step: request.step, request, claims: jwt?.claims ?? {} }] : []
    })
}
