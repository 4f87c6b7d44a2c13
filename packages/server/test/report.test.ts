import { describe, expect, it } from 'vitest'
import { against, everything, PUBLISHED, run } from './checks/scenario.ts'
import { obtainTokens, startHarness } from './support/harness.ts'
import { ReferenceClient } from './support/reference-client/client.ts'
import { withParams } from './support/reference-client/deviation.ts'

/** What a client with a fault of its own leaves behind. */
async function seen() {
  const harness = startHarness()
  const rewrite = withParams('authorize', (query) => query.delete('resource'))
  const client = new ReferenceClient(harness, {
    name: '<b>"client" | & co</b>',
    deviation: { id: 'no-resource', rewrite },
  })
  await everything(client)
  const get = async (format: string): Promise<string> => {
    const response = await harness.get(`/debug/report?format=${format}`)
    expect(response.status).toBe(200)
    return response.text()
  }
  return { harness, client, get }
}

const FORGOTTEN_RESOURCE = {
  cause:
    'The OAuth library has no field for resource, or the client waits for a sign of support in the metadata, where none is defined.',
  remedy:
    'Add resource, with the value that the protected resource metadata has, to every authorization request, also to pushed ones. By RFC 6749 servers ignore parameters that they do not know.',
}

describe('the report', () => {
  it('says the same in every format, and no secret in any', async () => {
    const { client, get } = await seen()
    for (const format of ['json', 'junit', 'sarif', 'markdown', 'html', 'expected-failures']) {
      const text = await get(format)
      for (const secret of client.secrets) expect(text).not.toContain(secret)
      if (format !== 'expected-failures') expect(text).toContain('C-AZ-08')
    }
  })

  it('says in every format for people what usually causes a failure, and what to try', async () => {
    const { get } = await seen()
    const { cause, remedy } = FORGOTTEN_RESOURCE
    for (const format of ['json', 'junit', 'sarif', 'markdown', 'html']) {
      const text = (await get(format)).replaceAll('\\', '')
      expect(text, format).toContain(cause)
      expect(text, format).toContain(remedy)
    }
  })

  it('helps with failures and warnings, and with nothing else', async () => {
    const { get } = await seen()
    const { flows } = JSON.parse(await get('json'))
    const helped = flows[0].findings.filter(({ help }: { help?: object }) => help !== undefined)
    expect(helped.map(({ code, outcome }: Record<string, string>) => `${code} ${outcome}`)).toEqual([
      'C-REG-02 warn',
      'C-AZ-08 fail',
    ])
    expect(helped[1].help).toEqual(FORGOTTEN_RESOURCE)
    for (const format of ['markdown', 'html']) {
      expect((await get(format)).match(/next thing to try/gi), format).toHaveLength(2)
    }
  })

  it('is JSON with the clause, the level and the evidence of each finding', async () => {
    const { get } = await seen()
    const report = JSON.parse(await get('json'))
    expect(report).toMatchObject({
      schemaVersion: 1,
      server: 'http://127.0.0.1:8765',
      flows: [{ revision: '2026-07-28' }],
    })
    const finding = report.flows[0].findings.find(({ code }: { code: string }) => code === 'C-AZ-08')
    expect(finding).toMatchObject({
      check: 'sends-resource-in-authorization',
      outcome: 'fail',
      level: 'MUST',
      note: 'It asked for authorization without resource.',
      url: expect.stringMatching(/^https:/),
      evidence: [{ request: 'GET /oauth/authorize', answer: '302' }, { request: 'GET /oauth/authorize' }].slice(0, 1),
    })
    const counted = Object.values(report.outcomes as Record<string, number>).reduce((sum, count) => sum + count, 0)
    expect(counted).toBe(report.flows[0].findings.length)
  })

  it('is JUnit XML that holds whatever a client calls itself', async () => {
    const { get } = await seen()
    const text = await get('junit')
    expect(text).toContain('<testsuite name="&lt;b&gt;&quot;client&quot; | &amp; co&lt;/b&gt;')
    expect(text).toMatch(
      /<testcase classname="C-AZ" name="C-AZ-08 [^"]*"><failure message="It asked for authorization without resource\."/,
    )
    expect(text).toContain(
      `\nUsual cause: ${FORGOTTEN_RESOURCE.cause}\nNext thing to try: ${FORGOTTEN_RESOURCE.remedy}<`,
    )
    expect(text).toMatch(/<testcase classname="C-AZ" name="C-AZ-03 uses-s256"\/>/)
    expect(text.match(/<testcase /g)).toHaveLength(Number(/testsuites name="[^"]*" tests="(\d+)"/.exec(text)?.[1]))
  })

  it('is SARIF with a rule for each result', async () => {
    const { get } = await seen()
    const { version, runs } = JSON.parse(await get('sarif'))
    expect(version).toBe('2.1.0')
    const rules = runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)
    for (const { ruleId } of runs[0].results) expect(rules).toContain(ruleId)
    const { help, fullDescription, helpUri } = runs[0].tool.driver.rules.find(
      ({ id }: { id: string }) => id === 'sends-resource-in-authorization',
    )
    expect(fullDescription.text).toMatch(/^The client names the resource in the authorization request\. \S/)
    expect(help.text).toBe(
      `Usual cause: ${FORGOTTEN_RESOURCE.cause}\n\nNext thing to try: ${FORGOTTEN_RESOURCE.remedy}\n\nMCP 2026-07-28 Authorization §Resource Parameter Implementation: ${helpUri}`,
    )
    expect(help.markdown).toContain('**Next thing to try:** Add resource, ')
    const failed = runs[0].results.filter(
      ({ kind, level }: { kind: string; level: string }) => kind === 'fail' && level === 'error',
    )
    expect(failed.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['sends-resource-in-authorization'])
  })

  it('names failures as the official suite does', async () => {
    const { get } = await seen()
    const text = await get('expected-failures')
    expect(text).toMatch(/^client:\n/)
    expect(text).toContain("  - 'auth/metadata-default:resource-parameter-in-authorization'\n")
    const right = startHarness()
    expect(await (await right.get('/debug/report?format=expected-failures')).text()).toBe('client: []\n')
  })

  it('escapes in HTML and Markdown what a client calls itself', async () => {
    const { get } = await seen()
    expect(await get('html')).not.toContain('<b>')
    expect(await get('markdown')).toContain('\\<b\\>')
  })

  it('can be of one flow, and refuses what it does not know', async () => {
    const { harness } = await seen()
    const flow = harness.flows.all()[0]?.id
    const one = await harness.get(`/debug/report?flow=${flow}`)
    expect(((await one.json()) as { flows: unknown[] }).flows).toHaveLength(1)
    expect(await (await harness.get('/debug/report?flow=none')).json()).toMatchObject({ error: 'no_such_flow' })
    expect(await (await harness.get('/debug/report?format=pdf')).json()).toMatchObject({ error: 'invalid_format' })
  })

  it('finds nothing against a client that is right', async () => {
    expect(against(await run({ identity: PUBLISHED }))).toEqual([])
    const harness = startHarness()
    await obtainTokens(harness)
    const { outcomes } = (await (await harness.get('/debug/report')).json()) as { outcomes: { fail: number } }
    expect(outcomes.fail).toBe(0)
  })
})
