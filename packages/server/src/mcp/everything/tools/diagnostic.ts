import type { CallToolResult, InputRequiredResult, StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import type { Serving } from '../serving.ts'

/** What a tool answers: its result, or what it must be told first. */
export type Answer = CallToolResult | InputRequiredResult

/** One diagnostic tool: it tries one feature of a client. */
export interface Diagnostic<Input extends StandardSchemaWithJSON = StandardSchemaWithJSON> {
  /** By convention of the official conformance suite, which calls it so. */
  readonly name: string
  readonly description: string
  readonly input: Input
  call(input: StandardSchemaWithJSON.InferOutput<Input>, serving: Serving): Answer | Promise<Answer>
}

/** Keeps the type of the input while a diagnostic is written. */
export function defineDiagnostic<Input extends StandardSchemaWithJSON>(diagnostic: Diagnostic<Input>): Diagnostic {
  // A diagnostic is only ever called with what its own schema has parsed.
  return diagnostic as unknown as Diagnostic
}

/** A result of one text. */
export function said(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] }
}
