import { OAuthError } from '../core/errors.ts'
import { readForm } from '../core/form.ts'
import { type Html, html } from '../core/html.ts'
import { isScopeName, scopes } from '../core/scopes.ts'
import { DEFAULT_SUBJECT, isSubject, type Subject, subjects } from './authorize/subjects.ts'
import type { Client } from './records.ts'
import { OFFLINE_ACCESS } from './token/offline-access.ts'
import { isSensitive } from './token/scope.ts'

/** More than the longest form a page of ours can send. */
export const PAGE_FORM_LIMIT = 4096

/** What an answer has to be good for. */
const answered = { requirement: 'server-asks-user' } as const

/** What a person answered on a page that asks for consent. */
export interface Answer {
  /** Names the question, which stays on the server. */
  readonly handle: string
  readonly approved: boolean
  /** Whether a sensitive scope was confirmed by itself. */
  readonly adminScopeConfirmed: boolean
  /** Whom to be signed in as. */
  readonly subject: Subject
}

/**
 * The form at the end of a page that asks for consent, to be read by {@link readAnswer}.
 * @param who lets the user choose whom to be, or says where that is asked
 */
export function decisionForm(action: string, handle: string, scope: readonly string[], who: Html): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="request" value="${handle}">
${who}
${isSensitive(scope) ? adminConfirmation : undefined}
<div class="actions">
<button type="submit" name="decision" value="deny" formnovalidate>Deny</button>
<button type="submit" name="decision" value="approve" class="primary">Approve</button>
</div>
</form>`
}

const adminConfirmation = html`<p class="note"><label><input type="checkbox" name="admin_confirmed" value="true" required> <span>Yes, this client may use administrative tools, which can destroy things.</span></label></p>`

/** Reads the answer of a {@link decisionForm}. Throws `invalid_request`. */
export async function readAnswer(request: Request): Promise<Answer> {
  const params = await readForm(request, PAGE_FORM_LIMIT)
  const handle = params.require('request', answered)
  const decision = params.require('decision', answered)
  if (decision !== 'approve' && decision !== 'deny') {
    throw new OAuthError('invalid_request', 'decision must be approve or deny', answered)
  }
  return {
    handle,
    approved: decision === 'approve',
    adminScopeConfirmed: params.get('admin_confirmed') === 'true',
    subject: chosenSubject(params.get('subject')),
  }
}

function chosenSubject(subject: string = DEFAULT_SUBJECT): Subject {
  if (isSubject(subject)) return subject
  throw new OAuthError('invalid_request', `subject must be one of ${Object.keys(subjects).join(', ')}`, answered)
}

/** Throws `invalid_request` when the answer approves a sensitive scope that was not confirmed by itself. */
export function requireConfirmation({ approved, adminScopeConfirmed }: Answer, scope: readonly string[]): void {
  if (!approved || adminScopeConfirmed || !isSensitive(scope)) return
  throw new OAuthError(
    'invalid_request',
    'admin_confirmed must be checked to approve an administrative scope: go back and check it',
    answered,
  )
}

/** What the client would be allowed to do, in words. */
export function scopeList(scope: readonly string[]): Html {
  return html`<ul>${scope.map(scopeItem)}</ul>`
}

/** What a scope lets a client do, in words. */
export function scopeMeaning(name: string): string {
  if (isScopeName(name)) return scopes[name].meaning
  return name === OFFLINE_ACCESS ? 'Stay authorized without asking you again, by a refresh token' : name
}

function scopeItem(name: string): Html {
  return html`<li>${scopeMeaning(name)} <code>${name}</code></li>`
}

/** Who vouches for the name of the client. */
export function introduction(client: Client): string {
  switch (client.source) {
    case 'seeded':
      return 'A fixture client of this server.'
    case 'registered':
      return 'This client registered itself; its name is its own claim.'
    case 'metadata-document':
      return `This client is described by a document at ${new URL(client.clientId).host}; its name is that document's claim.`
    case 'workload':
      return 'A workload, known by the JWTs of its platform.'
  }
}
