import { NAME, VERSION } from '../core/version.ts'
import { type LoadDispatcher, lazily } from './dispatcher.ts'

/** What the ordinary surfaces serve. The SDK takes longer to load than the rest of the server: it waits for an MCP client. */
export function loadNotes(): LoadDispatcher {
  return lazily(async () => {
    const { createDispatcher } = await import('./dispatch.ts')
    return createDispatcher({ name: NAME, version: VERSION })
  })
}
