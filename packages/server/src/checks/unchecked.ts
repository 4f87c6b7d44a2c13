import type { RequirementId } from '@mcp-auth/spec'

/** What clients must do and no check judges, each with the reason, as of 2026-11-27. Surfaces are those that are wrong on purpose. */
export const unchecked: Readonly<Partial<Record<RequirementId, string>>> = {
  'client-follows-mcp-authorization':
    'that a client follows the whole specification is what all the other checks say together',
  'client-rereads-resource-metadata': 'needs a resource that moves to another authorization server (surface R-MIG)',
  'client-keeps-issuer-path': 'needs an issuer with a path (surface M-P-OAUTH)',
  'client-uses-legacy-base-url': 'needs a server of 2025-03-26 (surface D-LEGACY)',
  'client-uses-default-endpoints-last': 'needs a server of 2025-03-26 without metadata (surface D-LEGACY-DEF)',
  'client-sends-version-on-discovery': 'needs a server of 2025-03-26 (surface D-LEGACY)',
  'client-may-use-private-key-jwt':
    'the authorization server itself refuses a published client that does not sign, so that a break leaves no more trace than a refusal',
  'client-supports-dynamic-registration':
    'it may be left out, and the registration endpoint refuses whatever is no registration',
  'client-follows-registered-values':
    'needs a registration that is answered with other values than asked for (surface R-AUTHM)',
  'client-separates-issuers': 'needs two authorization servers (surface R-MIG)',
  'client-reuses-no-foreign-credentials': 'needs two authorization servers (surface R-MIG)',
  'client-registers-anew-at-new-server': 'needs a resource that moves to another authorization server (surface R-MIG)',
  'client-reports-moved-server': 'needs a resource that moves to another authorization server (surface R-MIG)',
  'client-records-issuer': 'needs two authorization servers (surface I-WRONG across two)',
  'client-opens-only-web-urls': 'needs a dangerous authorization endpoint (surface X-SCHEME)',
  'client-stops-on-authorization-error': 'whether a further attempt was the wish of the user does not show',
  'client-expects-no-refresh-token':
    'what a client relies on shows only in what it does without a refresh token (surface T-NORT)',
  'client-weighs-ssrf': 'needs URLs at forbidden addresses (surfaces X-SSRF, X-HTTP)',
  'client-opens-elicitation-with-consent': 'who opened the page of an elicitation does not show without a trap URL',
  'client-separates-private-caches':
    'what a client did not ask again may never have been asked for (needs two tokens in one run)',
  'client-detects-server-era': 'needs a server of one era (surface U-DUAL)',
  'client-declares-extensions': 'whether a client has an extension at all does not show before it uses it',
  'client-detects-id-jag-support':
    'this server always lists the profile, so that whether a client looks for it does not show',
}
