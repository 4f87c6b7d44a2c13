import * as z from 'zod'
import { defineTool } from './tool.ts'

/** Says whom the token speaks for: never what the caller claims. */
export const whoami = defineTool({
  name: 'whoami',
  description: 'Returns whom the access token speaks for: subject, client, scope, audience, issuer.',
  scope: 'mcp:tools:read',
  input: z.strictObject({}),
  async call(_input, { caller }) {
    return {
      identity: caller.subject,
      authenticated: true,
      ...(caller.clientId !== undefined && { client_id: caller.clientId }),
      ...(caller.scope !== undefined && { scope: caller.scope.join(' ') }),
      ...(caller.audience !== undefined && { audience: caller.audience }),
      ...(caller.issuer !== undefined && { issuer: caller.issuer }),
      ...(caller.jkt !== undefined && { cnf: { jkt: caller.jkt } }),
      ...(caller.grantType !== undefined && { grant_type: caller.grantType }),
    }
  },
})
