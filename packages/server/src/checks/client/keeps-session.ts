import { defineCheck, eachOf } from '../check.ts'
import { metaVersion } from '../facts/mcp-request.ts'

/** C-TRN-05 (MCP transports, Session Management). */
export const keepsSession = defineCheck({
  id: 'keeps-session',
  requirement: 'client-keeps-session',
  title: 'names its session on each request, where the server began one',
  arises: 'a request after a handshake that began a session',
  judge(facts) {
    const begun = facts.mcp.find(
      ({ step, methods }) => methods.includes('initialize') && step.exchange.response.headers.has('mcp-session-id'),
    )
    const id = begun?.step.exchange.response.headers.get('mcp-session-id') ?? undefined
    if (begun === undefined || id === undefined) return undefined
    const { connection } = begun.step.exchange.via
    const later = facts.mcp.filter((request) => {
      const { step, methods, token } = request
      // What another process of the same client does on its own connection is of no session, or of another.
      const here = step.exchange.via.connection === connection || request.session === id
      return (
        step.index > begun.step.index &&
        here &&
        token !== undefined &&
        !methods.includes('initialize') &&
        metaVersion(request) === undefined
      )
    })
    return eachOf(
      later,
      ({ session, httpMethod }) =>
        session === undefined ? `It sent a ${httpMethod} without the Mcp-Session-Id that it was given.` : undefined,
      'It named its session on each request.',
    )
  },
})
