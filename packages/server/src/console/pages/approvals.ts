import type { Event } from '../../core/events.ts'
import { html } from '../../core/html.ts'
import type { Content } from '../frame.ts'
import { sign } from '../marks.ts'
import type { ConsolePage } from '../page.ts'
import { type Column, chips, recordsTable } from '../records-table.ts'
import { dateAndTime } from '../when.ts'

type Decision = Event<'authorize.decided' | 'device.decided'>

const columns: readonly Column<Decision>[] = [
  { name: 'When', value: ({ at }) => dateAndTime(at) },
  {
    name: 'Decision',
    value: ({ decision }) =>
      html`<span class="mark ${decision === 'approved' ? 'pass' : 'fail'}">${sign(decision === 'approved' ? 'pass' : 'fail')}${decision}</span>`,
  },
  { name: 'Client', value: ({ clientId }) => html`<code>${clientId}</code>` },
  { name: 'Where', value: ({ type }) => (type === 'device.decided' ? 'device page' : 'consent page') },
  {
    name: 'By',
    value: (event) => (event.type === 'authorize.decided' && event.mode !== 'manual' ? 'itself' : 'a person'),
  },
  { name: 'Scope', value: ({ scope }) => chips(scope.split(' ')) },
]

/** `/approvals`: what was consented to, and what was not. */
export const approvals: ConsolePage = {
  path: '/approvals',
  render({ shown }): Content {
    const decisions = shown.happened().filter(isDecision).toReversed()
    return {
      title: 'Approvals',
      section: '/approvals',
      live: true,
      body: html`<div class="head"><h1>Approvals</h1><p>Each answer to a consent page, the latest first. Only the latest events are kept.</p></div>
${decisions.length === 0 ? html`<p class="empty">Nothing has been approved or denied yet.</p>` : recordsTable(`${decisions.length} decisions`, columns, decisions)}`,
    }
  },
}

function isDecision(event: Event): event is Decision {
  return event.type === 'authorize.decided' || event.type === 'device.decided'
}
