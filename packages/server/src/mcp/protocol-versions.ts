/** The revisions served, newest first: the first by stateless requests, the others by the handshake. */
export const PROTOCOL_VERSIONS = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'] as const
