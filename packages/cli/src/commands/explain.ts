import type { Explanation, OAuthErrorCode, RequirementId } from '@mcp-auth/spec'
import type { Outcome } from '../context.ts'
import { usageError } from '../errors.ts'
import type { Command } from './command.ts'

/** `mcp-auth explain`: what a requirement asks for, why it is missed, and what to try; offline. */
export const explain: Command = {
  name: 'explain',
  summary: 'tell what a requirement, a topic or an error code is about, and what to try',
  operands: [
    {
      name: 'NAME',
      summary: 'C-AZ-03, a word id, a topic such as C-AZ, an official check, an OAuth error; all topics without it',
      optional: true,
    },
  ],
  options: [],
  async run(inputs) {
    const spec = await import('@mcp-auth/spec')
    const name = inputs.operand('NAME')
    if (name === undefined) return topics(spec)
    const one = spec.explain(name)
    if (one !== undefined) return { result: { requirements: [one] }, text: spec.explanationLines(one).join('\n') }
    const topic = inTopic(name, spec)
    if (topic.length > 0) return listed(topic)
    const official = spec.requirementsOf(name).flatMap((id) => spec.explain(id) ?? [])
    if (official.length > 0) return inFull(official, spec)
    if (spec.isOAuthErrorCode(name)) return errorCode(name, spec)
    throw await unknown(name, spec)
  },
}

type Spec = typeof import('@mcp-auth/spec')

/** The part of a code before its number: what it is about. */
function topicOf(code: string): string {
  return code.replace(/-\d+$/, '')
}

function all(spec: Spec): readonly Explanation[] {
  return spec.requirementIds().flatMap((id) => spec.explain(id) ?? [])
}

function inTopic(name: string, spec: Spec): readonly Explanation[] {
  return all(spec).filter(({ code }) => topicOf(code) === name.toUpperCase())
}

function topics(spec: Spec): Outcome {
  const found = new Map<string, number>()
  for (const { code } of all(spec)) found.set(topicOf(code), (found.get(topicOf(code)) ?? 0) + 1)
  const text = [...found].map(
    ([topic, count]) => `${topic.padEnd(8)} ${count} ${count === 1 ? 'requirement' : 'requirements'}`,
  )
  const result = [...found].map(([topic, requirements]) => ({ topic, requirements }))
  return { result: { topics: result }, text: [...text, '', 'One of them: mcp-auth explain C-AZ'].join('\n') }
}

function listed(requirements: readonly Explanation[]): Outcome {
  return {
    result: { requirements },
    text: requirements.map(({ code, summary }) => `${code.padEnd(10)} ${summary}`).join('\n'),
  }
}

function inFull(requirements: readonly Explanation[], spec: Spec): Outcome {
  return {
    result: { requirements },
    text: requirements.map((one) => spec.explanationLines(one).join('\n')).join('\n\n'),
  }
}

function errorCode(code: OAuthErrorCode, spec: Spec): Outcome {
  const row = spec.errorCodes[code]
  const clause = spec.cite(row.reference)
  const url = spec.referenceUrl(row.reference)
  const briefly = (id: RequirementId): readonly string[] => {
    const one = spec.explain(id)
    return one === undefined ? [] : [`  ${one.code.padEnd(10)} ${one.summary}`]
  }
  const missed = spec.missedBefore(code)
  const after = spec.askedAfter(code)
  const text = [
    `${code}: an OAuth error, with HTTP status ${row.status}`,
    `Clause: ${clause} ${url}`,
    ...(missed.length === 0 ? [] : ['What was usually missed:', ...missed.flatMap(briefly)]),
    ...(after.length === 0 ? [] : ['What to do after it:', ...after.flatMap(briefly)]),
  ]
  return { result: { error: code, status: row.status, clause, url, missed, after }, text: text.join('\n') }
}

async function unknown(name: string, spec: Spec): Promise<Error> {
  const { nearest } = await import('../terminal/nearest.ts')
  const known = all(spec).flatMap(({ id, code, official }) => [id, code, ...official])
  const near = nearest(name, [...known, ...Object.keys(spec.errorCodes)])
  return usageError(
    `Nothing is known as ${JSON.stringify(name)}.`,
    near === undefined ? 'mcp-auth explain' : `mcp-auth explain ${near}`,
  )
}
