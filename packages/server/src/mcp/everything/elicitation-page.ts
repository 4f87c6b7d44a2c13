import type { Context } from '../../core/context.ts'
import { Params, readForm } from '../../core/form.ts'
import { html } from '../../core/html.ts'
import { requireOwnPage } from '../../core/own-page.ts'
import { renderPage } from '../../core/page.ts'
import type { Route } from '../../core/route.ts'
import { finishElicitation, openedElicitation, REFUSED } from './url-elicitation.ts'

/** Where a person finishes what `test_elicitation_url` began. */
export const ELICITATION_PATH = '/mcp/everything/elicitation'

/** More than the longest form the page can send. */
const FORM_LIMIT = 4096

/** The link to the page; it carries no more than a handle, and lets nobody in (MCP elicitation, Safe URL Handling). */
export function elicitationUrl(handle: string, ctx: Context): string {
  return `${ctx.issuer}${ELICITATION_PATH}?id=${handle}`
}

/** The page of a URL elicitation: opening it does nothing, and whoever finishes says first who they are. */
export const elicitationRoute: Route = {
  path: ELICITATION_PATH,
  endpoint: 'elicitation',
  cors: 'none',
  methods: { GET: showEndpoint, POST: finishEndpoint },
}

async function showEndpoint(request: Request, ctx: Context): Promise<Response> {
  const handle = new Params(new URL(request.url).searchParams).require('id', REFUSED)
  await openedElicitation(handle, ctx)
  return renderPage({
    title: 'Finish what your client began',
    body: html`<h1>Finish what your client began</h1>
<p class="soft">A client asked for something that is done here, and not in the client. Say who you are: only who began it can finish it.</p>
<form method="post" action="${ELICITATION_PATH}">
<input type="hidden" name="id" value="${handle}">
<label for="subject">Who you are, such as test-user</label>
<input id="subject" name="subject" required autofocus autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="200">
<div class="actions"><button type="submit" class="primary">Finish</button></div>
</form>`,
  })
}

async function finishEndpoint(request: Request, ctx: Context): Promise<Response> {
  const params = await readForm(request, FORM_LIMIT)
  params.rejectMalformed()
  requireOwnPage(request, ctx)
  await finishElicitation(params.require('id', REFUSED), params.require('subject', REFUSED), ctx)
  return renderPage({
    title: 'Finished',
    body: html`<h1>Finished</h1>
<p class="soft">You can go back to your client, and close this page.</p>`,
  })
}
