import { type Html, html } from '../core/html.ts'
import type { Visit } from './shown.ts'

/** What to point a client at, and how to log in with what is there already. */
export function connectCard({ ctx, shown }: Visit): Html {
  const { issuer } = ctx
  const [first] = shown.surfaces
  return html`<section class="connect card" aria-labelledby="connect">
<h2 id="connect">Point your client at</h2>
<ul class="surfaces">${shown.surfaces.map(
    ({ path, title }) => html`<li><strong>${title}</strong>${copyable(issuer + path)}</li>`,
  )}</ul>
<h3>Or try it without one</h3>
${first === undefined ? undefined : copyable(`npx mcp-auth login ${issuer}${first.path}`)}
<p class="small soft">Clients register themselves here, bring a metadata document, or use a client that is known already: <code>dev-public-client</code> has no secret and any loopback <code>/callback</code>; <code>dev-confidential-client</code> has the secret in the README. <a href="/clients">All clients</a></p>
<h3>This server</h3>
<dl class="facts">
<dt>Issuer</dt><dd><code>${issuer}</code></dd>
<dt>Identity provider</dt><dd><code>${shown.identityProvider(ctx)}</code></dd>
<dt>Consent</dt><dd>${CONSENT[ctx.config.approvalMode]}</dd>
${ctx.config.faults.length === 0 ? undefined : html`<dt>Faults armed</dt><dd><code>${ctx.config.faults.join(', ')}</code></dd>`}
<dt>API</dt><dd><a href="/docs">Reference</a>, <a href="/openapi.json">openapi.json</a>, <a href="/docs/oauth-callback">redirect inspector</a></dd>
</dl>
</section>`
}

const CONSENT = {
  manual: 'asked on a page',
  auto_approve: 'given without asking',
  auto_deny: 'denied without asking',
} as const

/** Text to copy: one click marks all of it, and with script a button copies it. */
export function copyable(text: string): Html {
  return html`<span class="copy"><code>${text}</code><button type="button" data-copy="${text}" hidden>Copy<span class="hidden"> ${text}</span></button></span>`
}
