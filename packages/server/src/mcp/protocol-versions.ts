/** The revision of stateless requests, which has no sessions any more (SEP-2567, SEP-2575). */
export const STATELESS = '2026-07-28'

/** The revisions served, newest first: the first by stateless requests, the others by the handshake. */
export const PROTOCOL_VERSIONS = [STATELESS, '2025-11-25', '2025-06-18', '2025-03-26'] as const
