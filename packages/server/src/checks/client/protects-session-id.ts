import { broken, defineCheck, kept } from '../check.ts'

/** C-SEC-03 (MCP transports, Session Management). */
export const protectsSessionId = defineCheck({
  id: 'protects-session-id',
  requirement: 'client-protects-session-id',
  title: 'sends its session ID in its header alone, to the endpoint that gave it',
  arises: 'a request by a client that has a session',
  judge(facts) {
    const sessions = facts.mcp.flatMap(({ step, path }) => {
      const id = step.exchange.response.headers.get('mcp-session-id')
      return id === null ? [] : [{ id, step, path }]
    })
    const later = facts.steps.filter(({ index }) => sessions.some(({ step }) => step.index < index))
    for (const step of later) {
      const { url, headers } = step.exchange.request
      const session = sessions.find(({ id }) => url.includes(id) || headers.get('mcp-session-id') === id)
      if (session === undefined) continue
      if (url.includes(session.id)) return broken('It put its session ID into a URL.', [step])
      if (step.reading.path !== session.path)
        return broken(`It sent its session ID to ${step.reading.path}.`, [step, session.step])
    }
    return later.length === 0 ? undefined : kept('Its session ID went to its own endpoint alone, in the header.', later)
  },
})
