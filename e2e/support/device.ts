/** Does all that a person does with a browser who is shown `verification_uri_complete`; gives the text of the last page. */
export async function decideDevice(verificationUri: string, decision: 'approve' | 'deny'): Promise<string> {
  const page = await fetch(verificationUri)
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const { origin } = new URL(verificationUri)
  const submit = async (html: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1]
    if (action === undefined) throw new Error(`no form: ${html.slice(-600)}`)
    // What a browser sends of an untouched form: not what can be chosen and is not.
    const prefilled = [...html.matchAll(/<input (?!type="radio"|type="checkbox")[^>]*name="([^"]+)" value="([^"]*)"/g)]
    const form = new URLSearchParams(prefilled.map(([, name = '', value = '']): [string, string] => [name, value]))
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return (await fetch(origin + action, { method: 'POST', body: form, headers: { cookie, origin } })).text()
  }
  return submit(await submit(await page.text(), {}), { decision })
}
