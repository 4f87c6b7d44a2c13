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

describe('the report', () => {
  it('says the same in every format, and no secret in any', async () => {
    const { client, get } = await seen()
    for (const format of ['json', 'junit', 'sarif', 'markdown', 'html', 'expected-failures']) {
      const text = await get(format)
      for (const secret of client.secrets) expect(text).not.toContain(secret)
      if (format !== 'expected-failures') expect(text).toContain('C-AZ-08')
    }
  })

  it('tells the usual cause and the next thing to try, in every format for people', async () => {
    const { get } = await seen()
    const { findings } = JSON.parse(await get('json')).flows[0]
    const { cause, remedy } = findings.find(({ code }: { code: string }) => code === 'C-AZ-08')
    expect(remedy).toMatch(/^[A-Z].{40,}/)
    for (const { outcome, ...finding } of findings) {
      expect([outcome, 'cause' in finding && 'remedy' in finding]).toEqual([outcome, /^(fail|warn)$/.test(outcome)])
    }
    const plain = (text: string) =>
      text
        .replaceAll(/\\(.)/g, '$1')
        .replaceAll(/&(quot|#34);/g, '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&apos;', "'")
    for (const format of ['junit', 'markdown', 'html']) {
      const text = plain(await get(format))
      expect([format, text.includes(cause), text.includes(remedy)]).toEqual([format, true, true])
    }
    const { rules } = JSON.parse(await get('sarif')).runs[0].tool.driver
    expect(rules.find(({ name }: { name: string }) => name === 'C-AZ-08').help).toEqual({
      text: `Usual cause: ${cause}\nTry next: ${remedy}`,
      markdown: `**Usual cause:** ${cause}\n\n**Try next:** ${remedy}`,
    })
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
    expect(text).toMatch(/<testcase classname="C-AZ" name="C-AZ-03 uses-s256"\/>/)
    expect(text.match(/<testcase /g)).toHaveLength(Number(/testsuites name="[^"]*" tests="(\d+)"/.exec(text)?.[1]))
  })

  it('is SARIF with a rule for each result', async () => {
    const { get } = await seen()
    const { version, runs } = JSON.parse(await get('sarif'))
    expect(version).toBe('2.1.0')
    const rules = runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)
    for (const { ruleId } of runs[0].results) expect(rules).toContain(ruleId)
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
