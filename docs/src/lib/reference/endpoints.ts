import { createServer } from '../../../../packages/server/src/app.ts'
import * as surfaces from '../../../../packages/server/src/mcp/resources/registry.ts'
import type { TokenVerifier } from '../../../../packages/server/src/mcp/verifier.ts'
import { anchor, code, type Reference } from './table.ts'

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
}

interface OpenApi {
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const names = Object.values(surfaces).map((make) => make({} as TokenVerifier).id)

/** The server's own OpenAPI document, with every MCP endpoint mounted. */
export async function openapi(): Promise<OpenApi & Readonly<Record<string, unknown>>> {
  const server = createServer({ surfaces: names })
  const answer = await server.fetch(new Request('http://127.0.0.1:8765/openapi.json'))
  return (await answer.json()) as OpenApi & Readonly<Record<string, unknown>>
}

/** Every endpoint, by what the document says of it. */
export async function endpointsReference(): Promise<Reference> {
  const { tags = [], paths } = await openapi()
  const METHODS = ['get', 'post', 'put', 'delete', 'options']
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      METHODS.includes(method) ? [{ path, method: method.toUpperCase(), operation }] : [],
    ),
  )
  return {
    slug: 'endpoints',
    title: 'Endpoints',
    about: 'Every endpoint of the server, of its own OpenAPI document. It serves /docs and /redoc to read and try it.',
    files: [{ path: '/reference/openapi.json', text: 'The document, with every MCP endpoint mounted' }],
    sections: tags.map(({ name, description }) => ({
      title: name,
      ...(description === undefined ? {} : { about: description }),
      head: ['Request', 'What it is'],
      rows: operations
        .filter(({ operation }) => operation.tags?.[0] === name)
        .map(({ path, method, operation: { summary = '' } }) => ({
          id: anchor(`${method} ${path}`),
          name: `${method} ${path}`,
          about: summary,
          cells: [code(`${method} ${path}`), summary],
        })),
    })),
  }
}
