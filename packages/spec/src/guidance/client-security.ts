import type { clientSecurity } from '../requirements/client-security.ts'
import type { Guidance } from './guidance.ts'

/** C-SEC. */
export const clientSecurityGuidance = {
  'client-weighs-ssrf': {
    cause:
      'A hosted client fetches whatever URL the metadata names. Checks of the host name alone miss names that resolve to 127.0.0.1, 169.254.169.254 or a private range, and redirects to them.',
    remedy:
      'Before each fetch on a server, redirects included, require https, resolve the host, refuse loopback, link-local and private addresses, and connect to the address you checked. A filtering proxy for outgoing requests does it too.',
  },
  'client-opens-elicitation-with-consent': {
    cause:
      'A link preview or a check whether the page exists fetches the URL, or it opens at once because it is taken for the login of the client.',
    remedy:
      'Show the whole URL with its host, ask, and open it in a browser outside the client only after consent. Send no request of your own to it and expect no token from it.',
  },
  'client-protects-session-id': {
    cause:
      'The session ID appears in logs or URLs, or users of a hosted client share it; some clients even take it for a login and leave the token out.',
    remedy:
      'Send Mcp-Session-Id as a header only, to the server that gave it, together with the token, and mask it in logs as you do tokens.',
  },
  'client-separates-private-caches': {
    cause:
      'The cache key is method and parameters alone, so one user of a hosted client gets the list that was fetched for another.',
    remedy:
      'Where cacheScope is private, make a hash of the access token part of the cache key, or do not cache. Share only what is marked public.',
  },
} as const satisfies Record<keyof typeof clientSecurity, Guidance>
