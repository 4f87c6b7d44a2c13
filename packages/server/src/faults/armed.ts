import { ConfigError } from '../core/config.ts'
import type { Fault } from './fault.ts'
import * as registry from './registry.ts'

/** Every fault there is. */
export const faults: readonly Fault[] = Object.values(registry)

/** The faults of these ids. Throws {@link ConfigError} for an id that is none. */
export function armedFaults(ids: readonly string[]): readonly Fault[] {
  return ids.map((id) => {
    const fault = faults.find((candidate) => candidate.id === id)
    if (fault !== undefined) return fault
    throw new ConfigError(`faults has ${JSON.stringify(id)}; there are ${faults.map((known) => known.id).join(', ')}`)
  })
}
