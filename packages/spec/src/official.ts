/** Official checks that the conformance suite declares but runs in no scenario: a row with these alone is still a gap. */
export const declaredOnlyChecks: ReadonlySet<string> = new Set([
  'sep-1932-as-dpop-bound-enforcement',
  'sep-1932-as-metadata-alg-values',
  'sep-1932-as-no-none-alg',
  'sep-1932-as-token-binding',
  'sep-1932-asymmetric-alg-only',
  'sep-1932-server-audience-validation',
  'sep-1932-server-iat-window',
  'sep-1932-server-nonce',
  'sep-1932-server-reject-401',
  'sep-1932-server-validate-proof',
])
