import { html } from '../../core/html.ts'
import { diagram } from '../diagram.ts'
import { flowHead } from '../flow-head.ts'
import { flowOf } from '../flow-view.ts'
import type { Content } from '../frame.ts'
import type { ConsolePage } from '../page.ts'
import { exchangePanel, overviewPanel } from '../panel.ts'
import { whoIs } from '../who.ts'

/** `/flows/:id`: one flow as a sequence, with `?at=` beside it what is behind one of its arrows. */
export const flow: ConsolePage = {
  path: '/flows/:id',
  render(visit): Content {
    const view = flowOf(visit)
    const at = visit.query.get('at') ?? undefined
    const chosen = view.flow.exchanges.find(({ exchange }) => exchange.id === at)
    return {
      title: `Flow of ${whoIs(view.flow).name}`,
      section: '/',
      live: true,
      body: html`${flowHead(view, 'sequence')}
<div class="split">
${diagram(view, at)}
${chosen === undefined ? overviewPanel(view) : exchangePanel(view, chosen)}
</div>`,
    }
  },
}
