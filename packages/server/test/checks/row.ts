import type { Behaviour, Deviation, Message } from '../support/reference-client/deviation.ts'
import { withHeaders, withParams } from '../support/reference-client/deviation.ts'
import type { Scenario } from './scenario.ts'

/** A check, and the one deviation that it alone sees. */
export interface Row {
  readonly check: string
  readonly deviation: Omit<Deviation, 'id'>
  readonly scenario?: Scenario
  /** Where the reference client passes, if that is not the same scenario without the deviation. */
  readonly good?: { readonly scenario?: Scenario; readonly behaviour?: Partial<Behaviour> }
  /** What another check holds against the client in this scenario, deviating or not. */
  readonly also?: readonly string[]
  readonly outcome?: 'fail' | 'warn' | 'info' | 'legacy'
}

export const behaviour = (changes: Partial<Behaviour>): Omit<Deviation, 'id'> => ({ behaviour: changes })
export const rewrite = (change: (message: Message) => Message): Omit<Deviation, 'id'> => ({ rewrite: change })
export const params = (step: Message['step'], change: (params: URLSearchParams) => void): Omit<Deviation, 'id'> =>
  rewrite(withParams(step, change))
export const headers = (
  step: Message['step'],
  change: (message: Message) => Readonly<Record<string, string | undefined>>,
): Omit<Deviation, 'id'> => rewrite(withHeaders(step, change))
export const connect: NonNullable<Scenario['drive']> = (client) => client.connect()
