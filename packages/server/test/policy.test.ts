import { describe, expect, test } from 'vitest'
import { parseConfig } from '../src/core/config.ts'
import { type PolicyRule, policyObjection } from '../src/mcp/policy.ts'
import { startHarness } from './support/harness.ts'
import { adminToken, callTool, STATIC } from './support/tools.ts'

const off = parseConfig()
const on = parseConfig({ allowDangerous: true })

describe('each kind of rule', () => {
  const rows: readonly { rule: PolicyRule; allowed: readonly unknown[]; denied: readonly unknown[]; reason: string }[] =
    [
      {
        rule: { tool: 't', rule: 'required', parameter: 'p' },
        allowed: [{ p: '' }, { p: null }, { p: 0 }],
        denied: [{}, { q: 1 }, Object.create({ p: 1 })],
        reason: "required parameter 'p' is missing",
      },
      {
        rule: { tool: 't', rule: 'max-length', parameter: 'p', value: 3 },
        allowed: [{ p: 'abc' }, { p: '💡💡💡' }, {}, { p: 4000 }, { p: null }, { q: 'abcd' }],
        denied: [{ p: 'abcd' }, { p: '💡💡💡💡' }],
        reason: "parameter 'p' exceeds max length 3",
      },
      {
        rule: { tool: 't', rule: 'min-length', parameter: 'p', value: 3 },
        allowed: [{ p: 'abc' }, {}, { p: 1 }, { q: '' }],
        denied: [{ p: 'ab' }, { p: '' }, { p: '💡💡' }],
        reason: "parameter 'p' is below min length 3",
      },
      {
        rule: { tool: 't', rule: 'must-equal', parameter: 'p', value: true },
        allowed: [{ p: true }, {}],
        denied: [{ p: false }, { p: null }, { p: 1 }, { p: 'true' }, { p: [true] }, { p: {} }],
        reason: "parameter 'p' must equal true",
      },
      {
        rule: { tool: 't', rule: 'must-equal', parameter: 'p', value: 1 },
        allowed: [{ p: 1 }],
        denied: [{ p: '1' }, { p: true }],
        reason: "parameter 'p' must equal 1",
      },
      {
        rule: { tool: 't', rule: 'must-match', parameter: 'p', value: /^[a-z]+$/ },
        allowed: [{ p: 'abc' }, {}, { p: 7 }],
        denied: [{ p: 'Abc' }, { p: '^[a-z]+$' }],
        reason: "parameter 'p' must match pattern '^[a-z]+$'",
      },
      {
        // What is remembered between two searches must not matter.
        rule: { tool: 't', rule: 'must-match', parameter: 'p', value: /b/g },
        allowed: [{ p: 'ab' }, { p: 'b' }, { p: 'bb' }],
        denied: [{ p: 'a' }],
        reason: "parameter 'p' must match pattern 'b'",
      },
      {
        rule: { tool: 't', rule: 'blocked', value: 'rm -rf' },
        allowed: [{ p: 'rm -r' }, { p: 'RM -RF' }, { p: ['rm -rf'] }],
        denied: [{ p: 'sudo rm -rf /' }, { q: 1, p: 'rm -rf' }],
        reason: "parameter 'p' contains blocked pattern 'rm -rf'",
      },
    ]

  test.each(rows)('$rule.rule: $reason', ({ rule, allowed, denied, reason }) => {
    const judged = (given: unknown) => policyObjection([rule], 't', given as Record<string, unknown>, off)
    for (const given of allowed) expect({ given, objection: judged(given) }).toEqual({ given, objection: undefined })
    for (const given of denied) expect({ given, objection: judged(given) }).toEqual({ given, objection: reason })
  })

  test('a switch that must be on', () => {
    const rules: readonly PolicyRule[] = [{ tool: 't', rule: 'switch', value: 'allowDangerous' }]
    expect(policyObjection(rules, 't', {}, off)).toBe('setting allowDangerous must be on')
    expect(policyObjection(rules, 't', {}, on)).toBeUndefined()
  })

  test('the first row that objects gives the reason, and rows of other tools say nothing', () => {
    const rules: readonly PolicyRule[] = [
      { tool: 'other', rule: 'required', parameter: 'o' },
      { tool: 't', rule: 'required', parameter: 'b' },
      { tool: 't', rule: 'required', parameter: 'a' },
    ]
    expect(policyObjection(rules, 't', {}, off)).toBe("required parameter 'b' is missing")
    expect(policyObjection(rules, 't', { b: 1 }, off)).toBe("required parameter 'a' is missing")
    expect(policyObjection(rules, 'none', {}, off)).toBeUndefined()
  })
})

const write = { tool: 'write_note', right: { key: 'k', content: 'hello' } }
const remove = { tool: 'dangerous_delete', right: { confirm: true, target: 'k' } }

/** The right call with one thing wrong, and what the policy says of it. */
const denials = [
  { ...write, name: 'no content', wrong: { content: undefined }, reason: "required parameter 'content' is missing" },
  {
    ...write,
    name: '1001 characters',
    wrong: { content: 'é'.repeat(1001) },
    reason: "parameter 'content' exceeds max length 1000",
  },
  ...['rm -rf', 'DROP TABLE', '<script>'].map((blocked) => ({
    ...write,
    name: blocked,
    wrong: { content: `x ${blocked} y` },
    reason: `parameter 'content' contains blocked pattern '${blocked}'`,
  })),
  {
    ...write,
    name: 'a blocked word in the key',
    wrong: { key: 'rm -rf' },
    reason: "parameter 'key' contains blocked pattern 'rm -rf'",
  },
  { ...remove, name: 'no confirm', wrong: { confirm: undefined }, reason: "required parameter 'confirm' is missing" },
  ...[false, null, 1, 'true'].map((confirm) => ({
    ...remove,
    name: `confirm ${JSON.stringify(confirm)} (bug 25 of the original)`,
    wrong: { confirm },
    reason: "parameter 'confirm' must equal true",
  })),
]

describe.each([{ modern: false }, { modern: true }])(
  'a denied call is -32002, modern lifecycle: $modern',
  ({ modern }) => {
    test.each(denials)('$tool, $name', async ({ tool, right, wrong, reason }) => {
      const harness = startHarness({ allowDangerous: true })
      for (const at of [{ token: await adminToken(harness) }, STATIC]) {
        const answer = await callTool(harness, tool, { ...right, ...wrong }, { ...at, modern })
        expect(answer).toMatchObject({
          status: 200,
          error: { code: -32002, message: 'Policy denied', data: { reason, tool } },
        })
        expect(answer.error?.data).toEqual({ reason, tool })
      }
    })

    test.each([write, remove])('the same without anything wrong is allowed: $tool', async ({ tool, right }) => {
      const harness = startHarness({ allowDangerous: true })
      const { result } = await callTool(harness, tool, right, { token: await adminToken(harness), modern })
      expect(result).toMatchObject({ structuredContent: expect.any(Object) })
      expect(result).not.toHaveProperty('isError')
    })

    test('dangerous_delete needs a setting too', async () => {
      const harness = startHarness()
      const { error } = await callTool(harness, remove.tool, remove.right, { token: await adminToken(harness), modern })
      expect(error).toMatchObject({ code: -32002, data: { reason: 'setting allowDangerous must be on' } })
    })

    test('scope comes first: 403 before the policy has anything to say', async () => {
      const harness = startHarness()
      const token = await adminToken(harness, 'mcp:tools:read')
      expect((await callTool(harness, remove.tool, {}, { token, modern })).status).toBe(403)
    })

    test('the policy comes before the schema, which still refuses what the policy lets pass', async () => {
      const harness = startHarness()
      const token = await adminToken(harness)
      const both = await callTool(harness, write.tool, { key: 5 }, { token, modern })
      expect(both.error).toMatchObject({ code: -32002 })
      const number = await callTool(harness, write.tool, { key: 'k', content: 5 }, { token, modern })
      expect(number).toMatchObject({ status: 200, result: { isError: true } })
      const { result } = await callTool(harness, 'read_note', { key: 'k' }, { token, modern })
      expect(result).toMatchObject({ isError: true })
    })
  },
)

test('a denied call is an event, with what it was about and without the token', async () => {
  const harness = startHarness()
  const token = await adminToken(harness)
  await callTool(harness, 'write_note', { key: 'k', content: 'rm -rf' }, { token })
  const reason = "parameter 'content' contains blocked pattern 'rm -rf'"
  const who = { surface: 'oauth', tool: 'write_note', subject: 'dev-admin-client', clientId: 'dev-admin-client' }
  expect(harness.events).toContainEqual(expect.objectContaining({ type: 'policy.denied', ...who, reason }))
  expect(harness.events).toContainEqual(
    expect.objectContaining({
      type: 'tool.called',
      ...who,
      outcome: 'denied',
      arguments: { key: 'k', content: 'rm -rf' },
    }),
  )
  const told = harness.events.filter(({ type }) => ['policy.denied', 'tool.called', 'mcp.called'].includes(type))
  expect(told.length).toBeGreaterThan(2)
  expect(JSON.stringify(told)).not.toContain(token)
})
