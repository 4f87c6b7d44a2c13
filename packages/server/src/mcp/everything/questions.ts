import {
  acceptedContent,
  type ElicitInputParams,
  type InputRequest,
  inputRequired,
  inputResponse,
  type Root,
} from '@modelcontextprotocol/server'
import type * as z from 'zod'
import type { Serving } from './serving.ts'

/** What came of asking a person: what they filled in, that they would not, or nothing usable yet. */
export type Filled<T> = { readonly content: T } | { readonly refused: 'decline' | 'cancel' } | undefined

/** What a person filled in under `key`; what does not fit the schema counts as not asked yet. */
export function filled<Schema extends z.ZodType>(
  { sdk }: Serving,
  key: string,
  schema: Schema,
): Filled<z.infer<Schema>> {
  const view = inputResponse(sdk.mcpReq.inputResponses, key)
  if (view.kind === 'elicit' && view.action !== 'accept') return { refused: view.action }
  const parsed = schema.safeParse(acceptedContent(sdk.mcpReq.inputResponses, key))
  return parsed.success ? { content: parsed.data } : undefined
}

/** The text that the client's model answered under `key`; undefined: not asked yet. */
export function sampled({ sdk }: Serving, key: string): string | undefined {
  const view = inputResponse(sdk.mcpReq.inputResponses, key)
  return view.kind === 'sampling' ? textOf(view.result.content) : undefined
}

/** The roots that the client told under `key`; undefined: not asked yet. */
export function rooted({ sdk }: Serving, key: string): readonly Root[] | undefined {
  const view = inputResponse(sdk.mcpReq.inputResponses, key)
  return view.kind === 'roots' ? view.roots : undefined
}

/** Asks a person to fill in a form. */
export function asking(message: string, requestedSchema: ElicitInputParams['requestedSchema']): InputRequest {
  return inputRequired.elicit({ message, requestedSchema })
}

/** Asks the client's model. */
export function prompting(text: string, maxTokens: number = 100): InputRequest {
  return inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens })
}

function textOf(content: object): string {
  return 'text' in content && typeof content.text === 'string' ? content.text : JSON.stringify(content)
}
