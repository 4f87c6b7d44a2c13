import { isRevision, type Revision } from '@mcp-auth/spec'
import type { EndpointName } from '../core/route.ts'
import type { Flow } from '../observe/flow.ts'
import { type Authorization, authorizations } from './facts/authorization.ts'
import { type MetadataRequest, resourceMetadata, serverMetadata } from './facts/discovery.ts'
import { type IssuedToken, issuedTokens } from './facts/issued-token.ts'
import { type McpRequest, mcpRequests, negotiated, proposed } from './facts/mcp-request.ts'
import { type FetchedDocument, fetchedDocuments } from './facts/metadata-document.ts'
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

  /** The requests for metadata of the resource. */
  get resourceMetadata(): readonly MetadataRequest[] {
    return this.#once('resourceMetadata', () => resourceMetadata(this.steps))
  }

  /**
   * Whether the client looked for metadata of the resource, and there was none: then it can take the server for one of 2025-03-26, which
   * knows no `resource`.
   */
  get foundNoResourceMetadata(): boolean {
    return this.resourceMetadata.length > 0 && this.resourceMetadata.every(({ document }) => document === undefined)
  }

  /** The requests for metadata of the authorization server. */
  get serverMetadata(): readonly MetadataRequest[] {
    return this.#once('serverMetadata', () => serverMetadata(this.steps))
  }

  /** The client ID metadata documents that were fetched for it. */
  get documents(): readonly FetchedDocument[] {
    return this.#once('documents', () => fetchedDocuments(this.steps))
  }

  /** Every token it got. */
  get issued(): readonly IssuedToken[] {
    return this.#once('issued', () => issuedTokens(this.at('token', 'idp-token')))
  }

  /** The token of this value, if it got it here. */
  issuedAs(value: string): IssuedToken | undefined {
    return this.#once('issuedByValue', () => new Map(this.issued.map((token) => [token.value, token]))).get(value)
  }

  /** The refresh requests at the token endpoint. */
  get refreshes(): readonly TokenRequest[] {
    return this.tokenRequests.filter(({ grantType }) => grantType === 'refresh_token')
  }

  /** Token requests that redeem a code, each with the authorization that gave it. */
  get redemptions(): readonly {
    readonly request: TokenRequest
    readonly step: Step
    readonly authorization: Authorization | undefined
  }[] {
    return this.#once('redemptions', () =>
      this.tokenRequests
        .filter(({ params }) => params.get('grant_type') === 'authorization_code')
        .map((request) => ({
          request,
          step: request.step,
          authorization: this.authorizations.find(
            ({ code }) => code !== undefined && code === request.params.get('code'),
          ),
        })),
    )
  }

  /** The identifier that the resource gives itself, for each MCP endpoint that the client used or read of. */
  get resources(): ReadonlySet<string> {
    return this.#once('resources', () => {
      const named = this.resourceMetadata.flatMap(({ document }) => document?.['resource'])
      const used = this.mcp.map(({ step, path }) => step.exchange.origin + path)
      return new Set([...named, ...used].filter((value): value is string => typeof value === 'string'))
    })
  }

  /** The latest refusal at an MCP endpoint before a step. */
  refusalBefore(step: Step): McpRequest | undefined {
    return this.mcp.findLast(
      (request) => request.step.index < step.index && (request.status === 401 || request.status === 403),
    )
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
