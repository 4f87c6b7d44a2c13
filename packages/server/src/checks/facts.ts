import { isRevision, type Revision } from '@mcp-auth/spec'
import type { EndpointName } from '../core/route.ts'
import type { Flow } from '../observe/flow.ts'
import { type Authorization, authorizations } from './facts/authorization.ts'
import { type McpRequest, mcpRequests, negotiated, proposed } from './facts/mcp-request.ts'
import { type Registration, registrations } from './facts/registration.ts'
import { type TokenRequest, tokenRequests } from './facts/token-request.ts'
import { type Step, steps } from './step.ts'

/** One flow as checks read it: its exchanges, and what they mean. Each part is worked out once, when first asked for. */
export class Facts {
  readonly flow: Flow
  readonly steps: readonly Step[]
  readonly #worked = new Map<string, unknown>()

  constructor(flow: Flow) {
    this.flow = flow
    this.steps = steps(flow.exchanges)
  }

  /** The exchanges at these endpoints. */
  at(...endpoints: readonly EndpointName[]): readonly Step[] {
    return this.steps.filter(({ exchange: { endpoint } }) => endpoint !== undefined && endpoints.includes(endpoint))
  }

  /** The requests at MCP endpoints, of all methods. */
  get mcp(): readonly McpRequest[] {
    return this.#once('mcp', () => mcpRequests(this.at('mcp')))
  }

  /** The authorization requests, pushed ones with what was pushed. */
  get authorizations(): readonly Authorization[] {
    return this.#once('authorizations', () =>
      authorizations(
        this.at('authorization'),
        this.at('pushed-authorization-request'),
        this.at('consent', 'login-callback'),
      ),
    )
  }

  /** The requests at our token endpoint. */
  get tokenRequests(): readonly TokenRequest[] {
    return this.#once('tokenRequests', () => tokenRequests(this.at('token')))
  }

  /** The requests at our registration endpoint. */
  get registrations(): readonly Registration[] {
    return this.#once('registrations', () => registrations(this.at('registration')))
  }

  /** The revision of MCP that the client speaks here: what was agreed on, else what it proposed; undefined when nothing says. */
  get revision(): Revision | undefined {
    return this.#once('revision', () => {
      const found = this.mcp.findLast((request) => negotiated(request) !== undefined)
      const said =
        found === undefined ? this.mcp.map(proposed).findLast((value) => value !== undefined) : negotiated(found)
      return said !== undefined && isRevision(said) ? said : undefined
    })
  }

  #once<T>(name: string, work: () => T): T {
    if (!this.#worked.has(name)) this.#worked.set(name, work())
    // Put there above, for this name.
    return this.#worked.get(name) as T
  }
}
