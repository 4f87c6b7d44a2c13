import { errorCodes, type OAuthErrorCode, type Reference, type RequirementId } from '@mcp-auth/spec'

/** What an {@link OAuthError} may say besides its code and description. */
export interface OAuthErrorOptions {
  /** The catalogue's sentence that the caller broke or, where it has none, that obliges us to refuse; goes into the trace. */
  readonly requirement?: RequirementId
  /** The section that asks for it, where it is another than the first of the requirement; becomes `error_uri`. */
  readonly reference?: Reference
  /** What really happened. For the operator's trace, never for the wire. */
  readonly reason?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A refusal in OAuth's own words (RFC 6749 §5.2). Thrown anywhere, serialised only by `answer.ts`. */
export class OAuthError extends Error {
  override readonly name: string = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number
  readonly requirement: RequirementId | undefined
  readonly reference: Reference | undefined
  readonly reason: string | undefined
  readonly headers: Readonly<Record<string, string>>

  /** @param description the wire's `error_description`: names the parameter and says what would be right */
  constructor(code: OAuthErrorCode, description: string, options: OAuthErrorOptions = {}) {
    super(description, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = options.status ?? errorCodes[code].status
    this.requirement = options.requirement
    this.reference = options.reference
    this.reason = options.reason
    this.headers = options.headers ?? {}
  }
}

/** The same refusal with more headers, and perhaps another status: as a resource or a challenge needs it. */
export function withHeaders(
  error: OAuthError,
  headers: Readonly<Record<string, string>>,
  status: number = error.status,
): OAuthError {
  const { code, message, requirement, reference, reason, cause } = error
  return new OAuthError(code, message, {
    status,
    headers: { ...error.headers, ...headers },
    ...(requirement !== undefined && { requirement }),
    ...(reference !== undefined && { reference }),
    ...(reason !== undefined && { reason }),
    ...(cause !== undefined && { cause }),
  })
}

/** A refusal below OAuth: a wrong path, method, host, media type or size. Serialised as plain JSON, never as an OAuth code. */
export class HttpError extends Error {
  override readonly name: string = 'HttpError'
  readonly status: number
  /** A stable word for programs: `not_found`, `forbidden_host`. */
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}
