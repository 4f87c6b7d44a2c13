import type { Config } from '../core/config.ts'

type SwitchName = { [K in keyof Config]: Config[K] extends boolean ? K : never }[keyof Config]

/** One rule about the arguments of a tool: a row of the table in `policies.ts`. */
export type PolicyRule =
  | { readonly tool: string; readonly rule: 'required'; readonly parameter: string }
  | { readonly tool: string; readonly rule: 'max-length'; readonly parameter: string; readonly value: number }
  | { readonly tool: string; readonly rule: 'min-length'; readonly parameter: string; readonly value: number }
  | {
      readonly tool: string
      readonly rule: 'must-equal'
      readonly parameter: string
      readonly value: string | number | boolean
    }
  /** Of a text, somewhere in it unless the expression is anchored. */
  | { readonly tool: string; readonly rule: 'must-match'; readonly parameter: string; readonly value: RegExp }
  /** In no argument that is a text, in this very spelling. */
  | { readonly tool: string; readonly rule: 'blocked'; readonly value: string }
  /** A setting of the server that has to be on. */
  | { readonly tool: string; readonly rule: 'switch'; readonly value: SwitchName }

type Arguments = Readonly<Record<string, unknown>>

type Judge<R extends PolicyRule['rule']> = (
  rule: Extract<PolicyRule, { rule: R }>,
  given: Arguments,
  config: Config,
) => string | undefined

/** What each kind of rule says against a call; undefined: nothing. */
const judges: { readonly [R in PolicyRule['rule']]: Judge<R> } = {
  required: ({ parameter }, given) =>
    has(given, parameter) ? undefined : `required parameter '${parameter}' is missing`,
  'max-length': ({ parameter, value }, given) =>
    lengthOf(given, parameter, value) > value ? `parameter '${parameter}' exceeds max length ${value}` : undefined,
  'min-length': ({ parameter, value }, given) =>
    lengthOf(given, parameter, value) < value ? `parameter '${parameter}' is below min length ${value}` : undefined,
  'must-equal': ({ parameter, value }, given) =>
    has(given, parameter) && given[parameter] !== value
      ? `parameter '${parameter}' must equal ${String(value)}`
      : undefined,
  'must-match': ({ parameter, value }, given) => {
    const text = has(given, parameter) ? given[parameter] : undefined
    return typeof text === 'string' && text.search(value) < 0
      ? `parameter '${parameter}' must match pattern '${value.source}'`
      : undefined
  },
  blocked: ({ value }, given) => {
    const found = Object.entries(given).find(([, text]) => typeof text === 'string' && text.includes(value))
    return found === undefined ? undefined : `parameter '${found[0]}' contains blocked pattern '${value}'`
  },
  switch: ({ value }, _given, config) => (config[value] ? undefined : `setting ${value} must be on`),
}

/**
 * Why the rules forbid a call; undefined when they allow it. The first row that objects gives the reason.
 *
 * A call meets the scope of its tool first (403), then the policy, then the tool's schema, then the tool. The policy comes
 * before the schema and so judges the arguments as they were sent: otherwise what a rule requires, or a value that must
 * equal `true` and is `null`, would only ever show as an error of the schema. The schema changes no value, so the tool
 * gets what was judged. A rule about text lets pass what is no text: that is for the schema to refuse.
 */
export function policyObjection(
  rules: readonly PolicyRule[],
  tool: string,
  given: Arguments,
  config: Config,
): string | undefined {
  for (const rule of rules) {
    if (rule.tool !== tool) continue
    // The judge is found by the kind of this very rule.
    const judge = judges[rule.rule] as (...given: readonly [PolicyRule, Arguments, Config]) => string | undefined
    const objection = judge(rule, given, config)
    if (objection !== undefined) return objection
  }
  return undefined
}

/** The length of a text in characters, as JSON has them: code points (RFC 8259 §7, JSON Schema Validation §6.3.1). */
export function characters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

function has(given: Arguments, parameter: string): boolean {
  return Object.hasOwn(given, parameter)
}

/** The length of an argument that is a text; of any other, the bound that no rule objects to. */
function lengthOf(given: Arguments, parameter: string, bound: number): number {
  const text = has(given, parameter) ? given[parameter] : undefined
  return typeof text === 'string' ? characters(text) : bound
}
