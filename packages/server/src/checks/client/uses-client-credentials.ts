import { broken, defineCheck, kept } from '../check.ts'

/** C-CC-01 (MCP client credentials extension, Flow). */
export const usesClientCredentials = defineCheck({
  id: 'uses-client-credentials',
  requirement: 'client-uses-client-credentials',
  title: 'gets along without registration and browser, where it uses the client credentials grant',
  arises: 'a token request with client_credentials',
  judge(facts) {
    const [machine] = facts.tokenRequests.filter(({ grantType }) => grantType === 'client_credentials')
    if (machine === undefined) return undefined
    const [other] = facts.at('registration', 'authorization')
    if (other !== undefined && other.index < machine.step.index) {
      return broken(`It uses client_credentials, and went to ${other.reading.path} before.`, [other, machine.step])
    }
    return kept('It asked for a token with its own credentials alone.', [machine.step])
  },
})
