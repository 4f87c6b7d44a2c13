import { isJsonObject } from '../../core/json.ts'
import type { Step } from '../step.ts'

/** One dynamic registration. */
export interface Registration {
  readonly step: Step
  /** The client metadata that was sent; empty where it was no JSON object. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** What the server registered; undefined when it refused. */
  readonly registered: Readonly<Record<string, unknown>> | undefined
  readonly clientId: string | undefined
}

/** The requests at the registration endpoint. */
export function registrations(steps: readonly Step[]): readonly Registration[] {
  return steps.map((step) => {
    const { sent, received } = step.reading
    const registered = step.exchange.response.status === 201 && isJsonObject(received) ? received : undefined
    const clientId = registered?.['client_id']
    return {
      step,
      metadata: isJsonObject(sent) ? sent : {},
      registered,
      clientId: typeof clientId === 'string' ? clientId : undefined,
    }
  })
}
