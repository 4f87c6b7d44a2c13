import { jsonAnswer } from '../responses.ts'
import type { Area } from '../shape.ts'

/** This document, and what reads it. */
export const documentation: Area = {
  tag: { name: 'Documentation', description: 'This document, pages that show it, and the redirect inspector.' },
  paths: {
    '/openapi.json': {
      GET: () => ({
        summary: 'This document',
        responses: {
          200: jsonAnswer('OpenAPI 3.1', {
            type: 'object',
            required: ['openapi', 'info', 'paths'],
            additionalProperties: true,
          }),
        },
      }),
    },
  },
}
