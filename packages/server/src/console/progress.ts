import { type Html, html } from '../core/html.ts'
import type { Flow } from '../observe/flow.ts'
import { type Phase, sequence } from '../observe/sequence.ts'

const STATIONS: readonly (readonly [phase: Phase, name: string])[] = [
  ['Discovery', 'Discover'],
  ['Registration', 'Register'],
  ['Authorization', 'Authorize'],
  ['Token', 'Token'],
  ['Calls', 'Call'],
]

/** How far a client came: the stations of a login, those that it has been at marked. */
export function progress(flow: Flow): Html {
  const seen = new Set<Phase>(sequence(flow).arrows.map(({ phase }) => phase))
  return html`<ol class="reached" aria-label="How far it came">${STATIONS.map(([phase, name]) =>
    seen.has(phase)
      ? html`<li class="done">${name}<span class="hidden">: seen</span></li>`
      : html`<li>${name}<span class="hidden">: not seen</span></li>`,
  )}</ol>`
}
