import { plain } from '../terminal/plain.ts'

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  ECONNABORTED: 'the connection was closed',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EPRIVATE: 'its name leads to a private address, which a public MCP server may not point to',
  HPE_HEADER_OVERFLOW: 'the header of its answer is too large',
  EPROTO: 'the TLS handshake failed',
  ERR_PROXY_TUNNEL: 'the proxy does not let it through',
  ERR_PROXY_INVALID_CONFIG: 'the proxy variable is not the URL of a proxy',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

/** Why a request got no answer, in words; looks through the wrapping that HTTP clients put around the cause. */
export function unreachableReason(error: unknown): string {
  const code = errorCode(error)
  if (code !== undefined && Object.hasOwn(REASONS, code)) return REASONS[code] ?? code
  if (code?.startsWith('HPE_')) return 'the answer is not HTTP'
  if (code !== undefined) return code
  return error instanceof Error ? plain(error.message) : 'unknown reason'
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string' && error.code !== 'UND_ERR') return error.code
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0])
  return 'cause' in error ? errorCode(error.cause) : undefined
}
