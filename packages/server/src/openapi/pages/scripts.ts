/** Starts Swagger UI. A token request says what resource it is for, and an MCP request takes both kinds of answers, which Swagger UI knows nothing of. */
export const docsScript = `const place = document.getElementById('swagger-ui')
place.closest('main').classList.add('reading')
const { document: url, client, redirect, scopes, resource, mcp } = place.dataset
const dark = matchMedia('(prefers-color-scheme: dark)')
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', paint)
paint()

const ui = SwaggerUIBundle({
  url,
  domNode: place,
  deepLinking: true,
  docExpansion: 'none',
  validatorUrl: null,
  tryItOutEnabled: true,
  oauth2RedirectUrl: location.origin + redirect,
  requestInterceptor(request) {
    const { pathname } = new URL(request.url, location.origin)
    if (mcp.split(' ').includes(pathname)) request.headers.Accept = 'application/json, text/event-stream'
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
    if (form.get('grant_type') === 'authorization_code' && form.get('client_id') === client && resource !== '' && !form.has('resource')) {
      form.set('resource', resource)
      request.body = form.toString()
    }
    return request
  },
})
ui.initOAuth({
  clientId: client,
  scopes,
  usePkceWithAuthorizationCodeGrant: true,
  additionalQueryStringParams: resource === '' ? {} : { resource },
})
`

/** Hands the answer of a login to the page that began it, if it is the answer to it: by state, and by issuer (RFC 9207 §2.4). */
export const loginRedirectScript = `const said = document.getElementById('said')
const begun = window.opener?.swaggerUIRedirectOauth2
const query = new URLSearchParams(location.search)
const refuse = (message) => {
  said.textContent = message
  begun?.errCb({ authId: begun.auth.name, source: 'auth', level: 'error', message })
}
if (begun === undefined) said.textContent = 'No page of the API reference waits for this.'
else if (['state', 'iss', 'code', 'error'].some((name) => query.getAll(name).length > 1)) refuse('A parameter came more than once.')
else if (query.get('state') !== begun.state) refuse('state is not that of the request.')
else if (query.get('iss') !== said.dataset.issuer) refuse('iss is not that of this server.')
else if (query.has('code')) {
  delete begun.state
  begun.auth.code = query.get('code')
  begun.callback({ auth: begun.auth, redirectUrl: begun.redirectUrl })
  window.close()
} else {
  refuse([query.get('error') ?? 'no code', query.get('error_description')].filter(Boolean).join(': '))
  window.close()
}
`

/** Starts ReDoc in the colours of the page. */
export const redocScript = `const place = document.getElementById('redoc')
place.closest('main').classList.add('reading')
const dark = matchMedia('(prefers-color-scheme: dark)')
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
function theme() {
  const [ink, soft, paper, card, line, accent, tint] = ['--ink', '--soft', '--paper', '--card', '--line', '--accent', '--tint'].map(colour)
  const font = getComputedStyle(document.body).fontFamily
  return {
    colors: {
      primary: { main: accent },
      text: { primary: ink, secondary: soft },
      border: { dark: line, light: line },
      http: { get: '#14653f', post: '#1a54ba', put: '#8a4b00', delete: '#ab1f18', head: '#556173', options: '#556173', patch: '#8a4b00', basic: '#556173', link: '#556173' },
      responses: {
        success: { color: colour('--pass'), backgroundColor: colour('--pass-paper'), tabTextColor: '#7fd9a6' },
        error: { color: colour('--fail'), backgroundColor: colour('--fail-paper'), tabTextColor: '#ff9f96' },
        redirect: { color: colour('--warn'), backgroundColor: colour('--warn-paper'), tabTextColor: '#ffcf8a' },
        info: { color: colour('--info'), backgroundColor: colour('--info-paper'), tabTextColor: '#9cc5ff' },
      },
    },
    schema: { nestedBackground: tint, linesColor: line, typeNameColor: soft, typeTitleColor: soft, requireLabelColor: colour('--fail') },
    typography: { fontFamily: font, headings: { fontFamily: font }, code: { color: ink, backgroundColor: tint }, links: { color: accent, visited: accent, hover: accent } },
    sidebar: { backgroundColor: card, textColor: ink, activeTextColor: accent, width: '17rem' },
    rightPanel: { backgroundColor: '#0f1826', textColor: '#e8edf4' },
    fab: { backgroundColor: card, color: accent },
  }
}
const show = () => Redoc.init(place.dataset.document, { disableSearch: true, hideDownloadButton: true, hideLoading: true, nativeScrollbars: true, scrollYOffset: 0, theme: theme() }, place)
dark.addEventListener('change', show)
show()
`
