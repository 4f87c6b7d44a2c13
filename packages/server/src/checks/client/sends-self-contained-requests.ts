import { isJsonObject } from '../../core/json.ts'
import { broken, defineCheck, eachOf } from '../check.ts'
import { metaVersion } from '../facts/mcp-request.ts'

/** C-TRN-02 (MCP 2026-07-28 basic, _meta). */
export const sendsSelfContainedRequests = defineCheck({
  id: 'sends-self-contained-requests',
  requirement: 'client-sends-self-contained-requests',
  title: 'sends in each request what the server must know of it',
  arises: 'a request of the lifecycle of 2026-07-28',
  judge(facts) {
    const modern = facts.mcp.filter((request) => {
      const { methods, versionHeader } = request
      return methods.length > 0 && (metaVersion(request) !== undefined || versionHeader === '2026-07-28')
    })
    return eachOf(
      modern.filter(({ messages }) => messages.some((message) => message['id'] !== undefined)),
      (request) => {
        const { step, messages, session } = request
        if (metaVersion(request) === undefined) return 'It sent a request without protocolVersion in its _meta.'
        const meta = messages
          .map(({ params }) => (isJsonObject(params) ? params['_meta'] : undefined))
          .find(isJsonObject)
        if (!isJsonObject(meta?.['io.modelcontextprotocol/clientCapabilities']))
          return 'It sent a request without clientCapabilities in its _meta.'
        return session === undefined
          ? undefined
          : broken('It sent Mcp-Session-Id, which 2026-07-28 does not have.', [step], { as: 'warn' })
      },
      'Its requests are self-contained.',
    )
  },
})
