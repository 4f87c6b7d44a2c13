import type { Party } from '@mcp-auth/spec'

/** The topics of the catalogue by the beginning of their codes, in the order of a login. */
export const TOPICS = {
  'C-GEN': 'When authorization starts',
  'C-DISC': 'Protected resource metadata',
  'C-ASMD': 'Authorization server metadata',
  'C-LEG': 'Discovery as 2025-03-26 had it',
  'C-REG': 'Registration',
  'C-BIND': 'Credentials and their issuer',
  'C-AZ': 'Authorization request',
  'C-RESP': 'Authorization response',
  'C-TOK': 'Token request',
  'C-REF': 'Refresh',
  'C-USE': 'Use of the access token',
  'C-STEP': 'Step-up to more scope',
  'C-SEC': 'Security guidance',
  'C-TRN': 'Transport',
  'C-CC': 'Client credentials',
  'C-EMA': 'Enterprise-managed authorization',
  'C-DPOP': 'DPoP',
  'C-WIF': 'Workload identity',
  'C-DEV': 'Device grant',
  'S-401': 'Challenges for want of a token',
  'S-PRM': 'Protected resource metadata',
  'S-TOK': 'Tokens taken',
  'S-SCP': 'Challenges for want of scope',
  'S-SES': 'Sessions',
  'S-TRN': 'Transport',
  'S-PXY': 'Proxies and third parties',
  'S-EXT': 'Extensions',
  'A-META': 'Authorization server metadata',
  'A-REG': 'Registration',
  'A-AZ': 'Authorization endpoint',
  'A-TOK': 'Token endpoint',
  'A-EXT': 'Extensions',
} as const

/** The beginning of the codes of one topic. */
export type Topic = keyof typeof TOPICS

/** Every topic, in the order of a login. */
// The keys of a record typed by its literal keys are exactly those.
export const topics = Object.keys(TOPICS) as readonly Topic[]

/** The topic of a code such as `C-DISC-03`; undefined for what is none. */
export function topicOf(code: string): Topic | undefined {
  const name = code.slice(0, code.lastIndexOf('-'))
  return topics.find((topic) => topic === name)
}

/** A party, in words. */
export const PARTIES: Readonly<Record<Party, string>> = {
  client: 'Client',
  'protected-resource': 'MCP server',
  'authorization-server': 'Authorization server',
}
