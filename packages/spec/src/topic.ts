import type { Topic } from './requirements/registry.ts'

/** What the requirements of each topic are about, in the order of the tables. */
export const topics: Readonly<Record<Topic, string>> = {
  'C-GEN': 'when authorization starts',
  'C-DISC': 'protected resource metadata',
  'C-ASMD': 'authorization server metadata',
  'C-LEG': 'how revision 2025-03-26 did without protected resource metadata',
  'C-REG': 'how a client becomes known to an authorization server',
  'C-BIND': 'credentials belong to the issuer that gave them',
  'C-AZ': 'the authorization request',
  'C-RESP': 'the authorization response',
  'C-TOK': 'the token request',
  'C-REF': 'refresh tokens',
  'C-USE': 'using the access token',
  'C-STEP': 'asking for more scope',
  'C-SEC': 'security of clients',
  'C-TRN': 'transport rules that touch authorization, for clients',
  'C-CC': 'extension: client credentials',
  'C-EMA': 'extension: enterprise-managed authorization',
  'C-DPOP': 'extension: DPoP',
  'C-WIF': 'extension: workload identity federation',
  'C-DEV': 'the device grant',
  'S-PRM': 'the metadata that a protected resource publishes',
  'S-401': 'challenges for want of a token',
  'S-SCP': 'challenges for want of scope',
  'S-TOK': 'which tokens a protected resource takes',
  'S-SES': 'sessions, handles and caches',
  'S-TRN': 'transport rules that touch authorization, for servers',
  'S-PXY': 'proxies, third-party authorization and elicitation',
  'S-EXT': 'extensions, at the protected resource',
  'A-META': 'the metadata of an authorization server',
  'A-AZ': 'the authorization endpoint',
  'A-REG': 'registration of clients',
  'A-TOK': 'the token endpoint, tokens and refresh',
  'A-EXT': 'extensions, at the authorization server',
}

/** What a code begins with. */
export function topicOf(code: string): Topic | undefined {
  const topic = code.slice(0, code.lastIndexOf('-'))
  return isTopic(topic) ? topic : undefined
}

/** Whether `value` is a topic known here. */
export function isTopic(value: string): value is Topic {
  return Object.hasOwn(topics, value)
}
