import { VERSION } from '../../core/version.ts'
import { jsonAnswer } from '../responses.ts'
import { type Area, members } from '../shape.ts'

/** That the process lives. */
export const health: Area = {
  tag: { name: 'Health', description: 'Whether the server lives; told to everybody, under any name.' },
  paths: {
    '/health': {
      GET: () => ({
        summary: 'Whether the server lives',
        responses: {
          200: jsonAnswer('It does', members({ status: { const: 'ok' }, version: { type: 'string' } }), {
            examples: { alive: { summary: 'Alive', value: { status: 'ok', version: VERSION } } },
          }),
        },
      }),
    },
  },
}
