import { textResponse } from '../core/http.ts'
import { ICON } from '../core/logo.ts'

/** Browsers ask for it at every page, and that is no client's doing. */
export function iconEndpoint(): Response {
  return textResponse(ICON.text, {
    status: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
      'x-content-type-options': 'nosniff',
    },
  })
}
