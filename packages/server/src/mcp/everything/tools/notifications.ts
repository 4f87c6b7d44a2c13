import * as z from 'zod'
import type { Serving } from '../serving.ts'
import { WATCHED } from '../watched.ts'
import { defineDiagnostic, said } from './diagnostic.ts'

const nothing = z.object({})

const STEPS = [0, 50, 100]
const MESSAGES = ['Tool execution started', 'Tool processing data', 'Tool execution completed']

/** Says how far it is, to who asks for that (MCP, Progress). */
export const toolWithProgress = defineDiagnostic({
  name: 'test_tool_with_progress',
  description: 'Sends three progress notifications, if the request has a progress token.',
  input: nothing,
  async call(_input, { sdk }) {
    const progressToken = sdk.mcpReq._meta?.progressToken
    if (progressToken === undefined) return said('No progress token, no progress.')
    for (const progress of STEPS) {
      const params = { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` }
      await sdk.mcpReq.notify({ method: 'notifications/progress', params })
    }
    return said(`Progress for ${progressToken}`)
  },
})

async function log({ sdk }: Serving): Promise<void> {
  for (const message of MESSAGES) await sdk.mcpReq.log('info', message)
}

/** Logs while it runs, as loud as the session has asked for by `logging/setLevel`. */
export const toolWithLogging = defineDiagnostic({
  name: 'test_tool_with_logging',
  description: 'Sends three log messages of level info.',
  input: nothing,
  async call(_input, serving) {
    await log(serving)
    return said('Tool with logging executed successfully')
  },
})

/** Logs only for a request that names a log level (2026-07-28). */
export const loggingTool = defineDiagnostic({
  name: 'test_logging_tool',
  description: 'Sends three log messages of level info; in 2026-07-28 only if the request names a log level.',
  input: nothing,
  async call(_input, serving) {
    await log(serving)
    return said('Logging tool executed successfully')
  },
})

/** Makes a subscription to the list of tools hear something. */
export const triggerToolChange = defineDiagnostic({
  name: 'test_trigger_tool_change',
  description: 'Sends notifications/tools/list_changed to whoever listens; the list itself stays as it is.',
  input: nothing,
  call(_input, { notify }) {
    notify.toolsChanged()
    return said('Said that the list of tools may have changed')
  },
})

/** Makes a subscription to the list of prompts hear something. */
export const triggerPromptChange = defineDiagnostic({
  name: 'test_trigger_prompt_change',
  description: 'Sends notifications/prompts/list_changed to whoever listens; the list itself stays as it is.',
  input: nothing,
  call(_input, { notify }) {
    notify.promptsChanged()
    return said('Said that the list of prompts may have changed')
  },
})

/** Makes a subscription to a resource hear something. */
export const triggerResourceUpdate = defineDiagnostic({
  name: 'test_trigger_resource_update',
  description: `Sends notifications/resources/updated for ${WATCHED} to whoever watches it.`,
  input: nothing,
  call(_input, { notify }) {
    notify.resourceUpdated(WATCHED)
    return said(`Said that ${WATCHED} was updated`)
  },
})

/** Loses the stream of its own answer, which a client gets by resuming it (SEP-1699). */
export const reconnection = defineDiagnostic({
  name: 'test_reconnection',
  description: 'Closes the stream of its answer before it answers: resume it with Last-Event-ID. Needs a session.',
  input: nothing,
  call(_input, { sdk }) {
    sdk.http?.closeSSE?.()
    return said('Reconnection test completed successfully: the stream was resumed.')
  },
})
