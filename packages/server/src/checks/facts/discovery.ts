import { isJsonObject } from '../../core/json.ts'
import type { Step } from '../step.ts'

/** One request for a metadata document, there or not. */
export interface MetadataRequest {
  readonly step: Step
  readonly path: string
  readonly url: string
  /** What it got; undefined where nothing is. */
  readonly document: Readonly<Record<string, unknown>> | undefined
}

/** Where the metadata of a resource is; under its path, and last at the root (RFC 9728 §3.1). */
export const RESOURCE_METADATA = '/.well-known/oauth-protected-resource'

/** Where the authorization server of MCP 2025-03-26 is without metadata. */
export const DEFAULT_ENDPOINT = /^\/(?:authorize|token|register)$/

const SERVER =
  /^\/\.well-known\/(oauth-authorization-server|openid-configuration)|\/\.well-known\/openid-configuration$/

/** The requests for protected resource metadata (RFC 9728 §3), also where there is none, or where a challenge said. */
export function resourceMetadata(steps: readonly Step[]): readonly MetadataRequest[] {
  return requests(steps, ({ exchange: { endpoint }, reading: { path } }) => {
    return endpoint === 'protected-resource-metadata' || path.includes(RESOURCE_METADATA)
  })
}

/** The requests for authorization server metadata (RFC 8414 §3, OIDC Discovery §4), also where there is none; not those to the identity provider. */
export function serverMetadata(steps: readonly Step[]): readonly MetadataRequest[] {
  return requests(
    steps,
    ({ exchange: { endpoint }, reading: { path } }) => endpoint !== 'idp-metadata' && SERVER.test(path),
  )
}

function requests(steps: readonly Step[], wanted: (step: Step) => boolean): readonly MetadataRequest[] {
  return steps
    .filter((step) => step.exchange.request.method === 'GET' && wanted(step))
    .map((step) => {
      const { received, path } = step.reading
      const document = step.exchange.response.status === 200 && isJsonObject(received) ? received : undefined
      return { step, path, url: step.exchange.request.url, document }
    })
}

/** The words of a member that is a list of them; undefined where there is none. */
export function wordsOf(
  document: Readonly<Record<string, unknown>> | undefined,
  name: string,
): readonly string[] | undefined {
  const value = document?.[name]
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : undefined
}
