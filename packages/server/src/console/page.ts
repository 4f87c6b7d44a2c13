import type { Content } from './frame.ts'
import type { Visit } from './shown.ts'

/** One page of the console. */
export interface ConsolePage {
  /** As a route has it. */
  readonly path: string
  /** Throws {@link HttpError} 404 for what is not there. */
  render(visit: Visit): Content | Promise<Content>
}
