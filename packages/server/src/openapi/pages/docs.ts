import type { Context } from '../../core/context.ts'
import { LOGIN_REDIRECT_PATH } from '../../core/docs-paths.ts'
import { html } from '../../core/html.ts'
import { basicScopes } from '../../core/scopes.ts'
import type { McpResource } from '../../mcp/resources/resource.ts'
import { DOCS_CLIENT } from '../../oauth/clients/seeded.ts'
import { DOCS_PATH, DOCUMENT_PATH } from '../paths.ts'
import { referencePage } from './frame.ts'

/** `GET /docs`: Swagger UI. `?resource=` is what a login on the page asks a token for; without it the default of the server. */
export function docsPage(request: Request, ctx: Context, surfaces: readonly McpResource[]): Response {
  const asked = new URL(request.url).searchParams.get('resource')
  const resource = ctx.resources.find((known) => known === asked) ?? ctx.resources[0]
  return referencePage(
    {
      path: DOCS_PATH,
      title: 'API reference',
      style: ['swagger-ui.css', 'swagger-ui.theme.css'],
      script: ['swagger-ui-bundle.js', 'swagger-ui.start.js'],
      policy: ["style-src 'self'", "script-src 'self'", "connect-src 'self'"],
      main: html`<h1 class="hidden">API reference</h1>
${ctx.resources.length < 2 ? undefined : chooser(ctx.resources, resource)}
<noscript><p>Swagger UI needs script. <a href="${DOCUMENT_PATH}">The document itself</a> does not.</p></noscript>
<div id="swagger-ui" data-document="${DOCUMENT_PATH}" data-client="${DOCS_CLIENT}" data-redirect="${LOGIN_REDIRECT_PATH}" data-scopes="${basicScopes.join(' ')}" data-resource="${resource ?? ''}" data-mcp="${surfaces.map(({ path }) => path).join(' ')}"></div>`,
    },
    ctx,
  )
}

function chooser(resources: readonly string[], chosen: string | undefined) {
  return html`<nav class="bar" aria-label="Resource of the login"><p>Authorize asks for a token for ${resources.map(
    (resource) =>
      html` <a class="chip" href="${DOCS_PATH}?${new URLSearchParams({ resource }).toString()}"${resource === chosen ? html` aria-current="true"` : undefined}>${new URL(resource).pathname}</a>`,
  )}</p></nav>`
}

/** `GET /docs/oauth2-redirect`: ends a login of that page, in the window that it opened. */
export function loginRedirectPage(_request: Request, ctx: Context): Response {
  return referencePage(
    {
      path: LOGIN_REDIRECT_PATH,
      title: 'Login',
      script: ['oauth2-redirect.js'],
      policy: ["style-src 'self'", "script-src 'self'"],
      headers: { 'referrer-policy': 'no-referrer' },
      main: html`<h1>Login</h1>
<p id="said" role="status" data-issuer="${ctx.issuer}">A login of the API reference ends here.</p>
<p><a href="${DOCS_PATH}">To the API reference</a></p>`,
    },
    ctx,
  )
}
