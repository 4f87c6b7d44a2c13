import { isTopic, type Party, topics as TOPICS, type Topic } from '@mcp-auth/spec'

export { type Topic, topicOf, topics as TOPICS } from '@mcp-auth/spec'

/** Every topic, in the order of a login. */
export const topics: readonly Topic[] = Object.keys(TOPICS).filter(isTopic)

/** A party, in words. */
export const PARTIES: Readonly<Record<Party, string>> = {
  client: 'Client',
  'protected-resource': 'MCP server',
  'authorization-server': 'Authorization server',
}
