import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { IMAGE } from './samples.ts'
import { WATCHED } from './watched.ts'

/** A resource whose content never changes. */
interface Fixed {
  readonly name: string
  readonly uri: string
  readonly mimeType: string
  readonly description: string
  readonly content: { readonly text: string } | { readonly blob: string }
}

const fixed: readonly Fixed[] = [
  {
    name: 'Static text',
    uri: 'test://static-text',
    mimeType: 'text/plain',
    description: 'A text.',
    content: { text: 'This is the content of the static text resource.' },
  },
  {
    name: 'Static binary',
    uri: 'test://static-binary',
    mimeType: IMAGE.mimeType,
    description: 'An image.',
    content: { blob: IMAGE.data },
  },
  {
    name: 'Watched resource',
    uri: WATCHED,
    mimeType: 'text/plain',
    description: 'Watch it, and test_trigger_resource_update says that it was updated.',
    content: { text: 'Watched resource content' },
  },
]

const TEMPLATE = 'test://template/{id}/data'

/** Registers every resource, and the template, with a server. */
export function registerResources(server: McpServer): void {
  for (const { name, uri, mimeType, description, content } of fixed) {
    server.registerResource(name, uri, { mimeType, description }, () => ({ contents: [{ uri, mimeType, ...content }] }))
  }
  const complete = { id: (value: string) => ['1', '2', '3'].filter((id) => id.startsWith(value)) }
  const mimeType = 'application/json'
  server.registerResource(
    'Template',
    new ResourceTemplate(TEMPLATE, { list: undefined, complete }),
    { mimeType, description: 'Data of whatever id.' },
    ({ href }, { id }) => {
      const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` })
      return { contents: [{ uri: href, mimeType, text }] }
    },
  )
}
