/** What a browser ends up with: the last answer, after every redirect. */
export interface Visit {
  readonly status: number
  readonly url: string
  readonly text: string
}

/** Opens the authorization URL, presses a button of the consent page, and gives where the browser is sent with the answer. */
export async function answerConsent(authorizationUrl: string, decision: 'approve' | 'deny'): Promise<string> {
  const { action, form, headers } = await openConsent(authorizationUrl)
  form.set('decision', decision)
  const answer = await fetch(action, { method: 'POST', body: form, headers, redirect: 'manual' })
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`no redirect but ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  return location
}

/** Does all that a person with a browser does: {@link answerConsent}, and the visit to the client that follows. */
export async function decide(authorizationUrl: string, decision: 'approve' | 'deny'): Promise<Visit> {
  return visit(await answerConsent(authorizationUrl, decision))
}

/** Follows a redirect as a browser does. */
export async function visit(url: string): Promise<Visit> {
  const response = await fetch(url)
  return { status: response.status, url: response.url, text: await response.text() }
}

async function openConsent(
  url: string,
): Promise<{ action: string; form: URLSearchParams; headers: Record<string, string> }> {
  const page = await fetch(url)
  const html = await page.text()
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1]
  if (action === undefined) throw new Error(`no consent page but ${page.status}: ${html.slice(0, 300)}`)
  const fields = [
    ...html.matchAll(/<input type="(?:hidden|radio)" name="([^"]+)" value="([^"]*)"( checked)?>/g),
  ].filter(([input, , , checked]) => input.includes('type="hidden"') || checked !== undefined)
  const form = new URLSearchParams(fields.map(([, name = '', value = '']): [string, string] => [name, value]))
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const target = new URL(action, page.url)
  return { action: target.href, form, headers: { cookie, origin: target.origin } }
}
