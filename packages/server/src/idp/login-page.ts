import { html } from '../core/html.ts'
import { renderPage } from '../core/page.ts'
import { type Subject, subjectField } from '../oauth/authorize/subjects.ts'
import { decisionForm, introduction } from '../oauth/decision-form.ts'
import type { Client } from '../oauth/records.ts'
import type { LoginRequest } from './login-code.ts'
import { PROVIDER_PATH } from './provider.ts'
import { scopeMeaning, scopeNames } from './scopes.ts'

/** What a login page shows, and what its answer names it by. */
export interface Shown {
  readonly client: Client
  readonly subject: Subject
  readonly handle: string
  readonly cookie: string | undefined
}

/** Asks the user who to be, and whether the client may know it. */
export function loginPage(request: LoginRequest, { client, subject, handle, cookie }: Shown): Response {
  const name = client.clientName ?? client.clientId
  const asked = scopeNames.filter((scope) => request.scope.includes(scope))
  return renderPage({
    title: `Log in to ${name}`,
    ...(cookie !== undefined && { headers: { 'set-cookie': cookie } }),
    body: html`<h1>Log in to ${name}?</h1>
<p class="soft">This is the test identity provider. ${introduction(client)}</p>
<dl>
<dt>Client</dt><dd><code>${client.clientId}</code></dd>
<dt>Answer goes to</dt><dd><strong>${new URL(request.redirectUri).host}</strong><br><code>${request.redirectUri}</code></dd>
</dl>
<h2>It wants to</h2>
<ul>${asked.map((scope) => html`<li>${scopeMeaning(scope)} <code>${scope}</code></li>`)}</ul>
${decisionForm(`${PROVIDER_PATH}/oauth/authorize/consent`, handle, [], subjectField(subject))}
<p class="soft">This is a test server: the user is made up, and nothing here protects anything real.</p>`,
  })
}
