import type { Topic } from './requirements/registry.ts'

/** What the requirements of each topic are about, in the order of a login. */
export const topics: Readonly<Record<Topic, string>> = {
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
