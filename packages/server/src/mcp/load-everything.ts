import { NAME, VERSION } from '../core/version.ts'
import { type LoadDispatcher, lazily } from './dispatcher.ts'

/** What `/mcp/everything` serves, loaded for its first client: nobody else needs it. */
export function loadEverything(): LoadDispatcher {
  return lazily(async () => {
    const { createEverything } = await import('./everything/dispatcher.ts')
    return createEverything({ name: NAME, version: VERSION })
  })
}
