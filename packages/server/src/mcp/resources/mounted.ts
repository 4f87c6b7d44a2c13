import { ConfigError } from '../../core/config.ts'
import type { TokenVerifier } from '../verifier.ts'
import * as registry from './registry.ts'
import type { McpResource } from './resource.ts'

/** The surfaces of these ids, in this order, each once. Throws {@link ConfigError} for an id that is none. */
export function mountedResources(ids: readonly string[], verifier: TokenVerifier): readonly McpResource[] {
  const all = Object.values(registry).map((make) => make(verifier))
  return [...new Set(ids)].map((id) => {
    const resource = all.find((candidate) => candidate.id === id)
    if (resource !== undefined) return resource
    throw new ConfigError(`surfaces has ${JSON.stringify(id)}; there are ${all.map((known) => known.id).join(', ')}`)
  })
}
