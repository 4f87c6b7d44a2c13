import { cite } from '@mcp-auth/spec'
import type { OAuthError } from '../../core/errors.ts'
import { type Html, html } from '../../core/html.ts'
import { renderPage } from '../../core/page.ts'
import { errorReference, errorUri } from '../../core/refusal.ts'
import { DEFAULT_SUBJECT, subjectField } from '../authorize/subjects.ts'
import { decisionForm, introduction, scopeList } from '../decision-form.ts'
import type { Client } from '../records.ts'
import type { DeviceAuthorization } from './device-authorization.ts'
import { shownUserCode } from './user-code.ts'

/** What {@link codePage} shows besides its form. */
interface CodePage {
  /** A code to begin with, which a link brought along. */
  readonly userCode?: string | undefined
  /** What was wrong before. */
  readonly refusal?: OAuthError
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks for the code that the device shows (RFC 8628 §3.3). A code from a link is only filled in: it is for the user to compare. */
export function codePage({ userCode, refusal, headers = {} }: CodePage): Response {
  return renderPage({
    title: refusal === undefined ? 'Connect a device' : 'This code cannot be used',
    status: refusal?.status ?? 200,
    headers,
    body: html`<h1>Connect a device</h1>
${refusal === undefined ? undefined : said(refusal)}
<p class="soft" id="hint">Type the code that your device shows: eight letters, such as WDJB-MJHT. Capitals, dashes and spaces do not matter.</p>
<form method="post" action="/oauth/device/verify">
<label for="user_code">Code on your device</label>
<input id="user_code" name="user_code" value="${userCode}" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="100" aria-describedby="hint">
<div class="actions"><button type="submit" class="primary">Continue</button></div>
</form>`,
  })
}

function said(refusal: OAuthError): Html {
  const link = html`<a href="${errorUri(refusal)}" rel="noreferrer">${cite(errorReference(refusal))}</a>`
  return html`<p class="note" role="alert">${refusal.message}. See ${link}.</p>`
}

/** Asks the user whether the device may have what it asks for, and to compare the codes: a stranger may have sent the link (RFC 8628 §5.4). */
export function deviceConsentPage(authorization: DeviceAuthorization, client: Client, handle: string): Response {
  const name = client.clientName ?? client.clientId
  return renderPage({
    title: `Authorize ${name}`,
    body: html`<h1>Authorize ${name} on a device?</h1>
<p class="soft">${introduction(client)}</p>
<p class="note">Only go on if you see this code on your own device:
<code class="code">${shownUserCode(authorization.userCode)}</code>
If somebody sent you the code or a link, deny: what you approve, they get.</p>
<dl>
<dt>Client</dt><dd><code>${client.clientId}</code></dd>
<dt>Resource</dt><dd><code>${authorization.resource}</code></dd>
</dl>
<h2>It wants to</h2>
${scopeList(authorization.scope)}
${decisionForm('/oauth/device/verify/consent', handle, authorization.scope, subjectField(DEFAULT_SUBJECT))}
<p class="soft">This is a test server: the user is made up, and nothing here protects anything real.</p>`,
  })
}

/** Tells the user that all is done here. */
export function decidedPage(approved: boolean): Response {
  return renderPage({
    title: approved ? 'Device approved' : 'Device denied',
    body: html`<h1>${approved ? 'Approved' : 'Denied'}</h1>
<p>${approved ? 'The device will be logged in the next time it asks.' : 'The device gets nothing.'} You can go back to your device and close this page.</p>`,
  })
}
