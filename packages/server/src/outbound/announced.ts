import type { Context } from '../core/context.ts'
import { type Outbound, OutboundError, type OutboundResponse } from '../core/outbound.ts'

/** The same port, which says of each request what came of it. */
export function announced(outbound: Outbound, emit: Context['emit']): Outbound {
  return {
    get: (url, options) => told('GET', url, outbound.get(url, options), emit),
    post: (url, form, options) => told('POST', url, outbound.post(url, form, options), emit),
  }
}

async function told(
  method: 'GET' | 'POST',
  url: string,
  asked: Promise<OutboundResponse>,
  emit: Context['emit'],
): Promise<OutboundResponse> {
  try {
    const answer = await asked
    emit('outbound.asked', { method, url, answer })
    return answer
  } catch (error) {
    const failure = error instanceof OutboundError ? error.failure : 'error'
    const message = error instanceof Error ? error.message : String(error)
    emit('outbound.asked', { method, url, answer: { failure, message } })
    throw error
  }
}
