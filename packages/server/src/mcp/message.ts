import { isJsonObject } from '../core/json.ts'

/** What the guard must know of a JSON-RPC message: its method, and the tool it calls. Taken from the body, never from headers. */
export interface Message {
  readonly method: string
  readonly tool?: string
}

/** The messages of a body: one, or the members of a batch (2025-03-26 only). What is no request or notification is left out. */
export function messagesOf(body: unknown): readonly Message[] {
  return (Array.isArray(body) ? body : [body]).flatMap((message: unknown) => {
    if (!isJsonObject(message) || typeof message['method'] !== 'string') return []
    const { method, params } = message
    const tool = method === 'tools/call' && isJsonObject(params) ? params['name'] : undefined
    return [{ method, ...(typeof tool === 'string' && { tool }) }]
  })
}
