import { cite, type Reference, referenceUrl } from '@mcp-auth/spec'
import type { Context } from '../../core/context.ts'
import { INSPECTOR_PATH } from '../../core/docs-paths.ts'
import { type Html, html } from '../../core/html.ts'
import { basicScopes } from '../../core/scopes.ts'
import { DOCS_CLIENT } from '../../oauth/clients/seeded.ts'
import { EXAMPLE } from '../client-form.ts'
import { referencePage } from '../pages/frame.ts'
import { type Explained, explained, type Warning, warnings } from './came-back.ts'
import { nextSteps, type Step } from './commands.ts'

/**
 * `GET /docs/oauth-callback`: a redirect URI that shows what came back. The code is shown to who brought it, and goes nowhere: not into
 * an event, and not into the `Referer` of what is opened from here.
 */
export async function inspectorEndpoint(request: Request, ctx: Context): Promise<Response> {
  const query = new URL(request.url).searchParams
  const main = query.size === 0 ? nothing(ctx) : await cameBack(query, ctx)
  return referencePage(
    {
      path: INSPECTOR_PATH,
      title: 'Redirect inspector',
      main: html`<div class="prose">${main}</div>`,
      headers: { 'referrer-policy': 'no-referrer' },
    },
    ctx,
  )
}

async function cameBack(query: URLSearchParams, ctx: Context): Promise<Html> {
  const steps = await nextSteps(query, ctx)
  return html`<div class="head"><h1>${query.get('error') ? 'The answer is no' : query.get('code') ? 'The answer is a code' : 'This is what came back'}</h1>
<p>An authorization server sent the browser back with this. A client would have taken it from here.</p></div>
${warningList(warnings(query, ctx))}
<section class="card" aria-labelledby="parameters"><h2 id="parameters">What is in the URL</h2>
${table(explained(query, ctx))}
<p class="small soft">What stands behind a <code>#</code> stays in the browser, and would not be seen here.</p></section>
${steps.length === 0 ? undefined : html`<section class="card" aria-labelledby="next"><h2 id="next">How to go on</h2>${steps.map(stepItem)}</section>`}
<p><a href="${tryLink(ctx)}">Ask for another code</a></p>`
}

function warningList(found: readonly Warning[]): Html | undefined {
  if (found.length === 0) return undefined
  return html`<section aria-labelledby="warnings"><h2 class="hidden" id="warnings">Warnings</h2>
<ul class="warnings">${found.map(({ text, reference }) => html`<li>${text} ${section(reference)}</li>`)}</ul></section>`
}

function table(rows: readonly Explained[]): Html {
  return html`<table class="came">
<thead><tr><th scope="col">Parameter</th><th scope="col">Value</th><th scope="col">What it is</th></tr></thead>
<tbody>${rows.map(
    ({ name, value, meaning, reference }) =>
      html`<tr><th scope="row"><code><bdi>${name}</bdi></code></th><td>${value === '' ? html`<span class="soft">empty, which counts as absent</span>` : html`<code><bdi>${value}</bdi></code>`}</td><td>${meaning} ${section(reference)}</td></tr>`,
  )}</tbody>
</table>`
}

function section(reference: Reference): Html {
  return html`<a href="${referenceUrl(reference)}" rel="noreferrer">${cite(reference)}</a>`
}

function stepItem({ title, text, command }: Step): Html {
  return html`<h3>${title}</h3><p class="soft">${text}</p>${command === undefined ? undefined : html`<pre class="command"><code>${command}</code></pre>`}`
}

function nothing(ctx: Context): Html {
  return html`<div class="head"><h1>Redirect inspector</h1>
<p>A redirect URI that shows what an authorization server sends back: each parameter, what it is, what is missing, and how to go on.</p></div>
<section class="card" aria-labelledby="use"><h2 id="use">How to use it</h2>
<p>Send an authorization request as the client <code>${DOCS_CLIENT}</code>, which has no secret, with this redirect URI:</p>
<pre class="command"><code>${ctx.issuer + INSPECTOR_PATH}</code></pre>
<p>Or with one that was written for you. Its code verifier is the published one of RFC 7636, appendix B: good for trying, and for nothing else.</p>
<p><a class="button" href="${tryLink(ctx)}">Ask for a code</a></p></section>`
}

/** A right authorization request that comes back here. */
function tryLink({ issuer, resources }: Context): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: DOCS_CLIENT,
    redirect_uri: issuer + INSPECTOR_PATH,
    scope: basicScopes.join(' '),
    state: 'kept-by-the-client',
    code_challenge: EXAMPLE.challenge,
    code_challenge_method: 'S256',
    ...(resources[0] !== undefined && { resource: resources[0] }),
  })
  return `/oauth/authorize?${query}`
}
