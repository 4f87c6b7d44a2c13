import { type ElicitInputParams, inputRequired } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { filled, prompting, sampled } from '../questions.ts'
import type { Serving } from '../serving.ts'
import { type Answer, defineDiagnostic, said } from './diagnostic.ts'

/** Asks the client's model. Each lifecycle has its own way to; the tool is the same. */
export const sampling = defineDiagnostic({
  name: 'test_sampling',
  description: 'Has the client’s model answer a prompt, and returns what it said.',
  input: z.object({ prompt: z.string().describe('What to ask the model.') }),
  call({ prompt }, serving) {
    const answer = sampled(serving, 'answer')
    if (answer === undefined) return inputRequired({ inputRequests: { answer: prompting(prompt) } })
    return said(`LLM response: ${answer}`)
  },
})

const person = z.object({
  username: z.string().describe('The user’s name'),
  email: z.string().describe('The user’s email address'),
})

/** Asks the user. */
export const elicitation = defineDiagnostic({
  name: 'test_elicitation',
  description: 'Asks the user for a name and an email address, and returns what they filled in.',
  input: z.object({ message: z.string().describe('What to tell the user.') }),
  call: ({ message }, serving) => ask(serving, 'User response', { message, requestedSchema: person }),
})

/** Asks the user, with a default for every primitive type (SEP-1034). */
export const elicitationDefaults = defineDiagnostic({
  name: 'test_elicitation_sep1034_defaults',
  description: 'Asks the user to fill in a form in which every field has a default.',
  input: z.object({}),
  call: (_input, serving) =>
    ask(serving, 'Elicitation completed', {
      message: 'Please review and update the form fields with defaults',
      requestedSchema: {
        type: 'object',
        properties: {
          name: { type: 'string', description: 'User name', default: 'John Doe' },
          age: { type: 'integer', description: 'User age', default: 30 },
          score: { type: 'number', description: 'User score', default: 95.5 },
          status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
          verified: { type: 'boolean', description: 'Verification status', default: true },
        },
      },
    }),
})

const VALUES = ['value1', 'value2', 'value3']
const OPTIONS = ['option1', 'option2', 'option3']
const TITLED = VALUES.map((value, index) => ({ const: value, title: `Choice ${index + 1}` }))

/** Asks the user to choose, in each of the five ways a choice can be described (SEP-1330). */
export const elicitationEnums = defineDiagnostic({
  name: 'test_elicitation_sep1330_enums',
  description: 'Asks the user to choose, with each way to describe a choice.',
  input: z.object({}),
  call: (_input, serving) =>
    ask(serving, 'Elicitation completed', {
      message: 'Please select options from the enum fields',
      requestedSchema: {
        type: 'object',
        properties: {
          untitledSingle: { type: 'string', enum: OPTIONS },
          titledSingle: { type: 'string', oneOf: TITLED },
          legacyEnum: {
            type: 'string',
            enum: ['opt1', 'opt2', 'opt3'],
            enumNames: ['Option One', 'Option Two', 'Option Three'],
          },
          untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
          titledMulti: { type: 'array', items: { anyOf: TITLED } },
        },
      },
    }),
})

const anything = z.record(z.string(), z.unknown())

/** Asks until there is an answer, and returns it with `prefix`. */
function ask(serving: Serving, prefix: string, form: ElicitInputParams): Answer {
  const answer = filled(serving, 'form', anything)
  if (answer === undefined) return inputRequired({ inputRequests: { form: inputRequired.elicit(form) } })
  if ('refused' in answer) return said(`${prefix}: action=${answer.refused}, content={}`)
  return said(`${prefix}: action=accept, content=${JSON.stringify(answer.content)}`)
}
