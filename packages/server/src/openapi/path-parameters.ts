import { fixtureNames } from '../oauth/clients/metadata-document-fixtures.ts'
import { field } from './fields.ts'
import { type Json, oneOfTexts, type Told } from './shape.ts'

const KNOWN: Readonly<Record<string, Json>> = {
  client_id: field('client_id', 'The id that the registration gave'),
  document: { ...oneOfTexts(fixtureNames), description: 'A document, named for what is wrong with it' },
  id: { type: 'string', description: 'The id of a flow' },
  code: { type: 'string', description: 'The code of a requirement, such as C-AZ-08' },
}

/** The parameters in a route's path. */
export function pathParameters({ route }: Told): readonly Json[] {
  return [...route.path.matchAll(/:([a-z_]+)/g)].map(([, name = '']) => {
    const { description, ...schema } = KNOWN[name] ?? { type: 'string' }
    return { name, in: 'path', required: true, ...(description !== undefined && { description }), schema }
  })
}
