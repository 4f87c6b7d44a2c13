import { errorCodes, type Reference, referenceUrl, requirements } from '@mcp-auth/spec'
import type { Context } from './context.ts'
import type { OAuthError } from './errors.ts'

/** The wire's `error_description`: RFC 6749 §5.2 leaves out quotes, backslashes and all that is not printable ASCII. */
export function errorDescription(error: OAuthError): string {
  return error.message.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?')
}

/** The section that explains the refusal: the one it names, else the first of its requirement, else that of its code. */
export function errorReference({ reference, requirement, code }: OAuthError): Reference {
  if (reference !== undefined) return reference
  return requirement === undefined ? errorCodes[code].reference : requirements[requirement].references[0]
}

/** The wire's `error_uri`: a link to {@link errorReference}. */
export function errorUri(error: OAuthError): string {
  return referenceUrl(errorReference(error))
}

/** The JSON body of a refusal (RFC 6749 §5.2). */
export function errorBody(error: OAuthError): Readonly<Record<string, string>> {
  return { error: error.code, error_description: errorDescription(error), error_uri: errorUri(error) }
}

/** Says that a request was refused, however it is answered. */
export function reportRefusal(error: OAuthError, path: string, ctx: Context): void {
  ctx.emit('request.refused', {
    path,
    status: error.status,
    code: error.code,
    description: error.message,
    ...(error.requirement !== undefined && { requirement: error.requirement }),
    ...(error.reason !== undefined && { reason: error.reason }),
  })
}
