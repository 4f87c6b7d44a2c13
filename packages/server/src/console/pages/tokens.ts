import { type Html, html } from '../../core/html.ts'
import type { ShownCode, ShownToken } from '../../core/issued.ts'
import type { Content } from '../frame.ts'
import type { ConsolePage } from '../page.ts'
import { type Column, chips, recordsTable } from '../records-table.ts'
import { dateAndTime } from '../when.ts'

/** How many of each are shown, the latest. */
const SHOWN = 200

/** `/tokens`: what the authorization server gave out and is still good, by fingerprint. */
export const tokens: ConsolePage = {
  path: '/tokens',
  async render({ ctx, shown }): Promise<Content> {
    const now = ctx.clock.now()
    const live = (await shown.issued.tokens(ctx)).toSorted((a, b) => b.expiresAt - a.expiresAt)
    const codes = await shown.issued.codes(ctx)
    return {
      title: 'Tokens',
      section: '/tokens',
      live: true,
      body: html`<div class="head"><h1>Tokens</h1><p>What was given out and has not expired. Each is named by a fingerprint, the same one that stands for it in flows and exports.</p></div>
<section class="topic"><h2>Access tokens</h2>${
        live.length === 0
          ? html`<p class="soft">None has been given out, or all have expired.</p>`
          : recordsTable(
              live.length > SHOWN ? `The latest ${SHOWN} of ${live.length}` : `${live.length} in all`,
              tokenColumns(now),
              live.slice(0, SHOWN),
            )
      }</section>
<section class="topic"><h2>Authorization codes</h2>${
        codes.length === 0
          ? html`<p class="soft">None waits to be redeemed.</p>`
          : recordsTable(`${codes.length} not redeemed yet`, codeColumns(now), codes.slice(-SHOWN))
      }</section>`,
    }
  },
}

function tokenColumns(now: number): readonly Column<ShownToken>[] {
  return [
    { name: 'Token', value: ({ token_hash }) => html`<code>${token_hash}</code>` },
    { name: 'Client', value: ({ client_id }) => html`<code>${client_id}</code>` },
    {
      name: 'Grant',
      value: ({ grant_type }) => html`<code>${grant_type.replace(/^urn:ietf:params:oauth:grant-type:/, '')}</code>`,
    },
    { name: 'Audience', value: ({ audience }) => html`<code>${audience}</code>` },
    { name: 'Scope', value: ({ scope }) => chips(scope.split(' ')) },
    { name: 'Expires', value: ({ expiresAt }) => until(expiresAt, now) },
    { name: 'Revoked', value: ({ revoked }) => (revoked === null ? 'no' : `yes: ${revoked}`) },
  ]
}

function codeColumns(now: number): readonly Column<ShownCode>[] {
  return [
    { name: 'Code', value: ({ code_hash }) => html`<code>${code_hash}</code>` },
    { name: 'Client', value: ({ client_id }) => html`<code>${client_id}</code>` },
    { name: 'Resource', value: ({ resource }) => html`<code>${resource}</code>` },
    { name: 'Scope', value: ({ scope }) => chips(scope.split(' ')) },
    { name: 'Expires', value: ({ expiresAt }) => (expiresAt === undefined ? 'for good' : until(expiresAt, now)) },
  ]
}

function until(at: number, now: number): Html {
  const minutes = Math.max(0, Math.round((at - now) / 60_000))
  return html`${dateAndTime(at)}<br><span class="soft small">${minutes < 1 ? 'less than a minute' : `${minutes} min`} left</span>`
}
