import type { Method } from './method.ts'

/** A public client says who it is and proves nothing (RFC 6749 §3.2.1). */
export const none: Method = {
  name: 'none',
  confidential: false,
  present(_headers, params) {
    const clientId = params.get('client_id')
    return clientId === undefined ? undefined : { clientId, prove: async () => undefined }
  },
}
