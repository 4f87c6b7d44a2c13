import { type Html, html } from '../core/html.ts'
import type { Flow } from '../observe/flow.ts'
import { type Phase, sequence } from '../observe/sequence.ts'

const STATIONS = ['Discovery', 'Registration', 'Authorization', 'Token', 'Calls'] as const satisfies readonly Phase[]

/** How far a client came: the stations of a login, those that it has been at marked. */
export function progress(flow: Flow): Html {
  const seen = new Set<Phase>(sequence(flow).arrows.map(({ phase }) => phase))
  return html`<ol class="reached" aria-label="How far it came">${STATIONS.map((station) =>
    seen.has(station)
      ? html`<li class="done">${station}<span class="hidden">: seen</span></li>`
      : html`<li>${station}<span class="hidden">: not seen</span></li>`,
  )}</ol>`
}
