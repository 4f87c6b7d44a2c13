/** What the guard must know of a JSON-RPC message: its method, and the tool it calls. Taken from the body, never from headers. */
export interface Message {
  readonly method: string
  readonly tool?: string
}

/** The messages of a body: one, or the members of a batch (2025-03-26 only). What is no request or notification is left out. */
export function messagesOf(body: unknown): readonly Message[] {
  return (Array.isArray(body) ? body : [body]).flatMap((message: unknown) => {
    if (!isObject(message) || typeof message['method'] !== 'string') return []
    const { method, params } = message
    const tool = method === 'tools/call' && isObject(params) ? params['name'] : undefined
    return [{ method, ...(typeof tool === 'string' && { tool }) }]
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
