import { isRevision, REVISIONS, type Revision } from '@mcp-auth/spec'
import { errorText, explain, explainError, explanationText, requirementsOfCheck } from '@mcp-auth/spec/guidance'
import type { Inputs } from '../arguments.ts'
import type { Outcome } from '../context.ts'
import { usageError } from '../errors.ts'
import { allTopics, oneTopic, topicsOf } from './listing.ts'
import { suggestion } from './suggestion.ts'

/** The revision that was asked about, if one was. */
export function revisionOption(inputs: Inputs): Revision | undefined {
  const value = inputs.value('revision')
  if (value === undefined || isRevision(value)) return value
  throw usageError(`Unknown revision ${JSON.stringify(value)}.`, `one of ${REVISIONS.join(', ')}`)
}

/** Explains whatever the name stands for, in any letter case; without a name, lists what there is. */
export function answer(name: string | undefined, revision: Revision | undefined, width: number): Outcome {
  if (name === undefined) return allTopics(revision, width)
  const word = name.toLowerCase()
  const found = byRequirement(word, revision, width) ?? byError(word, width) ?? byCheck(word, revision, width)
  if (found !== undefined) return found
  const topics = topicsOf(name)
  if (topics.length > 0) return oneTopic(topics, revision, width)
  throw usageError(`Nothing here is called ${JSON.stringify(name)}.`, suggestion(name))
}

function byRequirement(word: string, revision: Revision | undefined, width: number): Outcome | undefined {
  const explanation = explain(word, { revision })
  if (explanation === undefined) return undefined
  return { result: { requirements: [explanation] }, text: explanationText(explanation, width) }
}

function byError(word: string, width: number): Outcome | undefined {
  const explanation = explainError(word)
  if (explanation === undefined) return undefined
  const { missed, next } = explanation
  const more = [...missed, ...next][0]
  const hint = more === undefined ? '' : `\n\nmcp-auth explain ${more.code} tells more about one of them.`
  return { result: { error: explanation }, text: `${errorText(explanation, width)}${hint}` }
}

function byCheck(word: string, revision: Revision | undefined, width: number): Outcome | undefined {
  const explanations = requirementsOfCheck(word).flatMap((id) => explain(id, { revision }) ?? [])
  if (explanations.length === 0) return undefined
  const heading = `Official check ${word}: ${explanations.map(({ code }) => code).join(', ')}`
  const text = [heading, ...explanations.map((explanation) => explanationText(explanation, width))].join('\n\n')
  return { result: { check: word, requirements: explanations }, text }
}
