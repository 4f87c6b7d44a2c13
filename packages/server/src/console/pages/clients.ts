import { html } from '../../core/html.ts'
import type { ShownClient } from '../../core/issued.ts'
import type { Content } from '../frame.ts'
import type { ConsolePage } from '../page.ts'
import { type Column, chips, recordsTable } from '../records-table.ts'
import { dateAndTime } from '../when.ts'
import { short } from '../who.ts'

/** How many registered clients are shown, the latest. */
const SHOWN = 200

const columns: readonly Column<ShownClient>[] = [
  {
    name: 'Client',
    value: ({ client_id, client_name }) =>
      html`${client_name === null ? undefined : html`<bdi>${short(client_name)}</bdi><br>`}<code>${client_id}</code>`,
  },
  { name: 'Authenticates by', value: ({ token_endpoint_auth_method: method }) => html`<code>${method}</code>` },
  { name: 'Grants', value: ({ grant_types }) => chips(grant_types.map(withoutUrn)) },
  {
    name: 'Redirect URIs',
    value: ({ redirect_uris = [] }) => html`<ul>${redirect_uris.map((uri) => html`<li><code>${uri}</code></li>`)}</ul>`,
  },
  { name: 'Scope', value: ({ scope }) => chips(scope.split(' ')) },
]

const registeredColumns: readonly Column<ShownClient>[] = [
  ...columns,
  { name: 'Since', value: ({ client_id_issued_at: at }) => dateAndTime(at * 1000) },
]

/** `/clients`: whom the authorization server knows. */
export const clients: ConsolePage = {
  path: '/clients',
  async render({ ctx, shown }): Promise<Content> {
    const all = await shown.issued.clients(ctx)
    const known = all.filter(({ client_id }) => shown.isFixture(client_id, ctx))
    const others = all.filter((client) => !known.includes(client))
    const latest = others.toSorted((a, b) => b.client_id_issued_at - a.client_id_issued_at).slice(0, SHOWN)
    return {
      title: 'Clients',
      section: '/clients',
      live: true,
      body: html`<div class="head"><h1>Clients</h1><p>Whom the authorization server <code>${ctx.issuer}</code> knows. Their secrets are not shown.</p></div>
<section class="topic"><h2>Registered or resolved</h2>${
        latest.length === 0
          ? html`<p class="soft">No client has registered itself or brought a metadata document yet.</p>`
          : recordsTable(
              others.length > SHOWN
                ? `The latest ${SHOWN} of ${others.length}`
                : `${others.length} in all, the latest first`,
              registeredColumns,
              latest,
            )
      }</section>
<section class="topic"><h2>Known from the start</h2>${recordsTable('Fixture clients, for trying without registration; the README has their secrets', columns, known)}</section>`,
    }
  },
}

function withoutUrn(grant: string): string {
  return grant.replace(/^urn:ietf:params:oauth:grant-type:/, '')
}
