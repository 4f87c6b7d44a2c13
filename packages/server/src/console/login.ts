import { HttpError } from '../core/errors.ts'
import { readForm } from '../core/form.ts'
import { type Html, html } from '../core/html.ts'
import { redirect } from '../core/http.ts'
import { requireOwnPage } from '../core/own-page.ts'
import type { Endpoint } from '../core/route.ts'
import { link } from './query.ts'
import type { Access } from './shown.ts'

/** Where the form posts to by which a browser shows the token. */
export const LOGIN_PATH = '/console/login'

/** Far more than a token has. */
const LIMIT = 16_384

/** Takes the token of the setting `debugToken`, and gives the browser a cookie for it. Throws {@link HttpError} 401 for a wrong one. */
export function loginEndpoint(access: Access): Endpoint {
  return async (request, ctx) => {
    requireOwnPage(request, ctx)
    const token = (await readForm(request, LIMIT)).get('token') ?? ''
    const cookie = access.cookieFor(token, ctx)
    if (cookie === undefined) throw new HttpError(401, 'wrong_token', 'that is not the token of the setting debugToken')
    return redirect(303, ctx.issuer + nextOf(request), { 'set-cookie': cookie })
  }
}

/** Asks for the token, again if there was a problem with it; `next` is where to go on. */
export function loginForm(problem: string | undefined, next: string): Html {
  return html`<form class="card narrow login" method="post" action="${link(LOGIN_PATH, { next })}">
${problem === undefined ? html`<p>What clients did here is shown to who has the token.</p>` : html`<p class="problem" role="alert">${problem}</p>`}
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required>
<button class="primary" type="submit">Show the console</button>
<p class="soft small">It is the value of <code>--debug-token</code> that this server was started with.</p>
</form>`
}

/** Where a browser goes on: to the page that it asked for. Only a path of this server. */
export function nextOf(request: Request): string {
  const { origin, pathname, search, searchParams } = new URL(request.url)
  if (pathname !== LOGIN_PATH) return pathname + search
  const next = new URL(searchParams.get('next') ?? '/', origin)
  return next.origin === origin ? next.pathname + next.search : '/'
}
