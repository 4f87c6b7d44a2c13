import { type Html, html } from '../core/html.ts'
import type { Flow } from '../observe/flow.ts'
import { PHASES, type Phase, phaseOf } from './phase.ts'

const STATIONS = ['discovery', 'registration', 'authorization', 'token', 'calls'] as const satisfies readonly Phase[]

/** How far a client came: the stations of a login, those that it has been at marked. */
export function progress(flow: Flow): Html {
  const seen = new Set<Phase>(flow.exchanges.map(({ exchange }) => phaseOf(exchange)))
  return html`<ol class="reached" aria-label="How far it came">${STATIONS.map((station) =>
    seen.has(station)
      ? html`<li class="done">${PHASES[station]}<span class="hidden">: seen</span></li>`
      : html`<li>${PHASES[station]}<span class="hidden">: not seen</span></li>`,
  )}</ol>`
}
