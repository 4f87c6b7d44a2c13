import { inputRequired, inputResponse } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { elicitationUrl } from '../elicitation-page.ts'
import type { Serving } from '../serving.ts'
import { beginElicitation, ownElicitation } from '../url-elicitation.ts'
import { type Answer, defineDiagnostic, said } from './diagnostic.ts'

/** Sends the user to a page of this server, where they say who they are. It is no login to the server: that was before. */
export const elicitationUrlTool = defineDiagnostic({
  name: 'test_elicitation_url',
  description:
    'Asks the user to open a URL and to finish there. Returns the elicitation’s handle; call it again with that to hear whether it is finished.',
  input: z.object({ elicitation: z.string().optional().describe('The handle of one that was begun before.') }),
  async call({ elicitation }, serving) {
    const { caller, ctx } = serving.asked.call
    const begun = elicitation ?? serving.state?.['elicitation']
    if (typeof begun === 'string') return tell(begun, serving)
    const handle = await beginElicitation(caller, ctx)
    const page = inputRequired.elicitUrl({
      message: 'Please finish in your browser, and say there who you are',
      url: elicitationUrl(handle, ctx),
    })
    return inputRequired({ inputRequests: { page }, requestState: await serving.seal({ elicitation: handle }) })
  },
})

async function tell(handle: string, { asked, sdk }: Serving): Promise<Answer> {
  const answer = inputResponse(sdk.mcpReq.inputResponses, 'page')
  if (answer.kind === 'elicit' && answer.action !== 'accept') return said(`The user did not open it: ${answer.action}`)
  const { caller, ctx } = asked.call
  const known = await ownElicitation(handle, caller, ctx)
  if (known === undefined)
    return { ...said('elicitation is no handle of yours, or its time has passed'), isError: true }
  return said(known.finished ? `Elicitation ${handle} is finished` : `Elicitation ${handle} is not finished yet`)
}
