import { inputRequired } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { asking, filled, prompting, rooted, sampled } from '../questions.ts'
import { defineDiagnostic, said } from './diagnostic.ts'

const nothing = z.object({})
const name = z.object({ name: z.string() })
const color = z.object({ color: z.string() })
const ok = z.object({ ok: z.boolean() })

/** Needs an answer of the user (SEP-2322). */
export const needsElicitation = defineDiagnostic({
  name: 'test_input_required_result_elicitation',
  description: 'Needs the user’s name, and greets with it.',
  input: nothing,
  call(_input, serving) {
    const user = filled(serving, 'user_name', name)
    if (user === undefined) return inputRequired({ inputRequests: { user_name: asking('What is your name?', name) } })
    return said('refused' in user ? 'Hello, stranger!' : `Hello, ${user.content.name}!`)
  },
})

/** Needs an answer of the client's model. */
export const needsSampling = defineDiagnostic({
  name: 'test_input_required_result_sampling',
  description: 'Needs the client’s model to name a capital, and returns what it said.',
  input: nothing,
  call(_input, serving) {
    const answer = sampled(serving, 'capital_question')
    if (answer !== undefined) return said(answer)
    return inputRequired({ inputRequests: { capital_question: prompting('What is the capital of France?') } })
  },
})

/** Needs the client's roots. */
export const needsRoots = defineDiagnostic({
  name: 'test_input_required_result_list_roots',
  description: 'Needs the client’s roots, and returns them.',
  input: nothing,
  call(_input, serving) {
    const roots = rooted(serving, 'client_roots')
    if (roots === undefined) return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
    return said(`Roots: ${roots.map(({ uri }) => uri).join(', ')}`)
  },
})

/** Needs its state back. */
export const needsState = defineDiagnostic({
  name: 'test_input_required_result_request_state',
  description: 'Needs a confirmation and its own requestState back.',
  input: nothing,
  async call(_input, serving) {
    const answer = filled(serving, 'confirm', ok)
    if (serving.state?.['asked'] === 'confirm' && answer !== undefined) return said('state-ok')
    return inputRequired({
      inputRequests: { confirm: asking('Please confirm', ok) },
      requestState: await serving.seal({ asked: 'confirm' }),
    })
  },
})

/** Refuses a state that is not as it gave it: the SDK asks `unseal` before the tool runs. */
export const refusesTamperedState = defineDiagnostic({
  ...needsState,
  name: 'test_input_required_result_tampered_state',
  description: 'As test_input_required_result_request_state, to send back a requestState that was changed.',
})

/** Needs three things at once. */
export const needsMultipleInputs = defineDiagnostic({
  name: 'test_input_required_result_multiple_inputs',
  description: 'Needs the user’s name, a greeting of the client’s model and the client’s roots, all at once.',
  input: nothing,
  async call(_input, serving) {
    const user = filled(serving, 'user_name', name)
    const greeting = sampled(serving, 'greeting')
    const roots = rooted(serving, 'client_roots')
    if (user !== undefined && greeting !== undefined && roots !== undefined) {
      const whom = 'refused' in user ? 'stranger' : user.content.name
      return said(`${greeting} ${whom}, with ${roots.length} roots`)
    }
    return inputRequired({
      inputRequests: {
        user_name: asking('What is your name?', name),
        greeting: prompting('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await serving.seal({ asked: 'all' }),
    })
  },
})

/** Needs two answers, one after the other. */
export const multiRound = defineDiagnostic({
  name: 'test_input_required_result_multi_round',
  description: 'Needs the user’s name, and then a colour; remembers the name in requestState.',
  input: nothing,
  async call(_input, serving) {
    const known = name.safeParse(serving.state)
    const first = known.success ? known.data.name : nameOf(filled(serving, 'step1', name))
    if (first === undefined) {
      return inputRequired({
        inputRequests: { step1: asking('Step 1: What is your name?', name) },
        requestState: await serving.seal({}),
      })
    }
    const second = filled(serving, 'step2', color)
    if (second !== undefined) return said(`${first} likes ${'refused' in second ? 'no colour' : second.content.color}`)
    return inputRequired({
      inputRequests: { step2: asking('Step 2: What is your favorite color?', color) },
      requestState: await serving.seal({ name: first }),
    })
  },
})

/** Asks only for what the client says it can do. */
export const withinCapabilities = defineDiagnostic({
  name: 'test_input_required_result_capabilities',
  description: 'Asks for as much as the client has capabilities for: elicitation, sampling, roots.',
  input: nothing,
  call(_input, serving) {
    const { capabilities } = serving
    const wanted = {
      ...(capabilities.elicitation !== undefined && { user_name: asking('What is your name?', name) }),
      ...(capabilities.sampling !== undefined && { greeting: prompting('Generate a greeting', 50) }),
      ...(capabilities.roots !== undefined && { client_roots: inputRequired.listRoots() }),
    }
    const missing = Object.keys(wanted).filter((key) => serving.sdk.mcpReq.inputResponses?.[key] === undefined)
    if (missing.length > 0) return inputRequired({ inputRequests: wanted })
    return said(`Asked for: ${Object.keys(wanted).join(', ') || 'nothing'}`)
  },
})

/** Needs what the client may not have: the SDK refuses the request when it has not. */
export const missingCapability = defineDiagnostic({
  name: 'test_missing_capability',
  description: 'Needs sampling, whether the client has it or not.',
  input: nothing,
  call: (input, serving) => needsSampling.call(input, serving),
})

/** Needs an answer of the user, in a result and not by a request on its stream (2026-07-28). */
export const streamingElicitation = defineDiagnostic({
  name: 'test_streaming_elicitation',
  description: 'Needs the user’s name; in 2026-07-28 its stream carries the question as a result, never as a request.',
  input: nothing,
  call: (input, serving) => needsElicitation.call(input, serving),
})

function nameOf(answer: ReturnType<typeof filled<typeof name>>): string | undefined {
  if (answer === undefined) return undefined
  return 'refused' in answer ? 'stranger' : answer.content.name
}
