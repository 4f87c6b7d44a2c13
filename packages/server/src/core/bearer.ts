/** RFC 6750 §2.1. */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** The bearer token in the Authorization header; undefined when there is none, or nothing that is one. */
export function bearerToken(headers: Headers): string | undefined {
  return BEARER.exec(headers.get('authorization') ?? '')?.[1]
}
