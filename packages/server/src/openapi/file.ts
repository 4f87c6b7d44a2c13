import { empty } from './responses.ts'
import { type Described, ref, TEXT } from './shape.ts'

/** A file that pages load. */
export function file(summary: string, type: string): Described {
  const headers = {
    ETag: ref('headers/ETag'),
    'Cache-Control': { description: 'Asked for again each time', schema: { const: 'no-cache' } },
  }
  return {
    GET: () => ({
      summary,
      parameters: [
        { name: 'If-None-Match', in: 'header', description: 'The version that is there already', schema: TEXT },
      ],
      responses: {
        200: { description: 'The file', headers, content: { [type]: { schema: TEXT } } },
        304: empty('It has not changed', headers),
      },
    }),
  }
}
