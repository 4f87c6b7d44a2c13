import type { Behaviour, Message } from '../support/reference-client/deviation.ts'
import { behaviour, connect, headers, params, type Row, rewrite } from './row.ts'
import type { Scenario } from './scenario.ts'

/** A server that is wrong, or unusual, in these ways. */
const facing = (...faults: readonly string[]): Scenario => ({ config: { faults: [...faults] }, drive: connect })

/** What a client does that such a server fools. */
const fooled = (
  check: string,
  faults: readonly string[],
  changes: Partial<Behaviour>,
  outcome?: Row['outcome'],
): Row => ({
  check,
  deviation: behaviour(changes),
  scenario: facing(...faults),
  ...(outcome !== undefined && { outcome }),
})

const STATIC = { id: 'dev-public-client', redirectUri: 'http://127.0.0.1:49152/callback' }

/** A client with a secret that form-encoding changes. */
const ENCODED = { id: 'dev-encoded-client', secret: 'dev+encoded/secret: 100%' }

const elsewhere = (message: Message): Message =>
  message.step === 'authorize'
    ? { ...message, url: message.url.replace('/oauth/authorize', '/nowhere/authorize') }
    : message

/** The checks that need a server which is wrong on purpose, and the deviations that it fools. */
export const facingFaults: readonly Row[] = [
  fooled('requires-s256-in-metadata', ['missing-pkce-methods'], { checksPkceMethods: false }),
  fooled('requires-s256-in-metadata', ['plain-pkce-methods'], { checksPkceMethods: false }),
  fooled('rejects-mismatched-metadata-issuer', ['wrong-metadata-issuer'], {
    checksMetadataIssuer: false,
    checksIss: false,
  }),
  fooled(
    'rejects-mismatched-metadata-issuer',
    ['slash-metadata-issuer'],
    { checksMetadataIssuer: false, checksIss: false },
    'warn',
  ),
  fooled('rejects-foreign-resource-metadata', ['foreign-resource'], { checksResource: false }),
  fooled('rejects-foreign-resource-metadata', ['sibling-resource'], { checksResource: false }, 'warn'),
  fooled('rejects-foreign-resource-metadata', ['origin-resource'], { checksResource: false }, 'info'),
  fooled('picks-one-authorization-server', ['dead-authorization-server'], { triesOtherServers: false }, 'info'),
  {
    check: 'picks-one-authorization-server',
    deviation: rewrite(elsewhere),
    scenario: facing('dead-authorization-server'),
  },
  fooled('parses-challenges', ['awkward-challenge'], { parsesChallenges: false }),
  {
    check: 'parses-challenges',
    deviation: params('authorize', (query) => query.set('scope', 'decoy')),
    scenario: facing('awkward-challenge'),
  },
  fooled('tries-root-metadata-next', ['urlless-challenge', 'missing-path-metadata'], { asksRootMetadata: false }),
  fooled('tries-root-metadata-next', ['urlless-challenge', 'missing-path-metadata'], {
    asksRootMetadata: false,
    fallsBackToOrigin: true,
  }),
  fooled(
    'stops-without-resource-metadata',
    ['urlless-challenge', 'missing-resource-metadata'],
    { fallsBackToOrigin: true },
    'legacy',
  ),
  fooled('supports-oidc-discovery', ['missing-oauth-metadata'], { asksOpenId: false }),
  fooled('requests-supported-scopes', ['scopeless-challenge'], { scope: 'everything' }, 'warn'),
  fooled('requests-supported-scopes', ['scopeless-challenge'], { scope: 'none' }, 'warn'),
  fooled('omits-unknown-scope', ['scopeless-challenge', 'missing-resource-scopes'], { scope: 'everything' }, 'warn'),
  fooled('compares-unadvertised-iss', ['unannounced-iss', 'wrong-iss'], { comparesUnannouncedIss: false }),
  fooled('proceeds-without-iss', ['unannounced-iss', 'missing-iss'], { insistsOnIss: true }),
  fooled('compares-iss-exactly', ['unnormalised-iss'], { normalisesIss: true }),
  {
    ...fooled('ignores-mismatched-error', ['wrong-iss'], { user: 'denies', actsOnErrors: true }),
    good: { scenario: facing('wrong-iss'), behaviour: { user: 'denies' } },
  },
  {
    ...fooled('survives-rejected-registration', ['refused-registration'], { retriesRegistration: 2 }),
    scenario: { ...facing('refused-registration'), identity: 'dynamic' },
  },
  fooled('supports-metadata-documents', ['missing-metadata-documents'], { checksDocumentSupport: false }),
  {
    ...fooled('accepts-static-credentials', ['missing-registration-endpoint'], { registersUnannounced: true }),
    scenario: { ...facing('missing-registration-endpoint'), identity: 'dynamic' },
    good: { scenario: { ...facing('missing-registration-endpoint'), identity: STATIC } },
    also: ['prefers-registration-order'],
  },
  fooled('understands-token-type', ['unknown-token-type'], { checksTokenType: false }),
  fooled('limits-step-up', ['endless-step-up'], { stepUps: 4 }),
  fooled('accepts-other-403', ['plain-forbidden'], { stepsUpOnAny403: true }, 'warn'),
  {
    check: 'encodes-basic-credentials',
    deviation: headers('token', () => ({
      authorization: `Basic ${Buffer.from(`${ENCODED.id}:${ENCODED.secret}`).toString('base64')}`,
    })),
    scenario: { identity: { ...STATIC, ...ENCODED }, drive: connect },
  },
]
