import { type Html, html } from '../../core/html.ts'
import { renderPage } from '../../core/page.ts'
import { onlyLoopback } from '../clients/redirect-uri.ts'
import { decisionForm, introduction, scopeList } from '../decision-form.ts'
import type { AuthorizationRequest, Client } from '../records.ts'
import { type Subject, subjectField } from './subjects.ts'

/** What a consent page shows besides the request, and what its answer names it by. */
export interface Shown {
  readonly subject: Subject
  /** The issuer of the identity provider where the user logs in next; without one the page asks whom to be. */
  readonly provider: string | undefined
  readonly handle: string
  readonly cookie: string | undefined
}

/** Asks the user whether the client may have what it asks for: who it is, where the answer goes, what it may do (RFC 9700 §4.11). */
export function consentPage(
  request: AuthorizationRequest,
  client: Client,
  { subject, provider, handle, cookie }: Shown,
): Response {
  const name = client.clientName ?? client.clientId
  return renderPage({
    title: `Authorize ${name}`,
    ...(cookie !== undefined && { headers: { 'set-cookie': cookie } }),
    body: html`<h1>Authorize ${name}?</h1>
<p class="soft">${introduction(client)}</p>
<dl>
<dt>Client</dt><dd><code>${client.clientId}</code></dd>
<dt>Answer goes to</dt><dd><strong>${new URL(request.redirectUri).host}</strong><br><code>${request.redirectUri}</code></dd>
<dt>Resource</dt><dd><code>${request.resource}</code></dd>
</dl>
<h2>It wants to</h2>
${scopeList(request.scope)}
${warning(client)}
${decisionForm('/oauth/authorize/consent', handle, request.scope, provider === undefined ? subjectField(subject) : loginNext(provider))}
<p class="soft">This is a test server: the user is made up, and nothing here protects anything real.</p>`,
  })
}

/** Consent is to this client; the provider will ask about this server, whoever its client is. */
function loginNext(provider: string): Html {
  return html`<p>If you approve, you log in at the identity provider <code>${provider}</code> next.</p>`
}

/** MCP client registration asks for it: any program on the machine can answer on a loopback redirect. */
function warning(client: Client): Html | undefined {
  if (client.ownPages === true || !onlyLoopback(client.redirectUris)) return undefined
  return html`<p class="note">The answer goes to a program on this machine, and any program here could call itself ${client.clientName ?? client.clientId}. Go on only if you started it yourself.</p>`
}
