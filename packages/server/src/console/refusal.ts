import type { HttpError, OAuthError } from '../core/errors.ts'
import { type Html, html } from '../core/html.ts'
import { frame } from './frame.ts'
import { loginForm, nextOf } from './login.ts'

const TITLES: Readonly<Record<number, string>> = {
  401: 'Who are you?',
  403: 'This is not shown here',
  404: 'There is nothing here',
}

/** A refusal where people look: it says what is wrong and where to go on. */
export function refusalPage({ status, message, headers }: HttpError | OAuthError, request: Request): Response {
  const title = TITLES[status] ?? 'This did not work'
  return frame({
    title,
    status,
    headers,
    body: html`<div class="head"><h1>${title}</h1></div>
${status === 401 ? loginForm(request.method === 'POST' ? message : undefined, nextOf(request)) : said(message)}`,
  })
}

function said(message: string): Html {
  return html`<section class="card narrow"><p role="alert">${message}</p><p><a href="/">All flows</a></p></section>`
}
