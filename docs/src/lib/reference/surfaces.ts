import { settings } from '../../../../packages/server/src/core/config.ts'
import * as registry from '../../../../packages/server/src/mcp/resources/registry.ts'
import type { TokenVerifier } from '../../../../packages/server/src/mcp/verifier.ts'
import { code, type Reference } from './table.ts'

// What takes tokens is asked nothing here.
const nobody = {} as TokenVerifier

/** Every MCP endpoint that the server can mount. */
export const surfacesReference: Reference = {
  slug: 'surfaces',
  title: 'MCP endpoints',
  about: 'Each has its own way to be authorized, and takes no token of another one. --surfaces says which are there.',
  sections: [
    {
      head: ['Path', 'What it is', 'Name', 'Discovery', 'Grant', 'By default'],
      rows: Object.values(registry).map((make) => {
        const { id, path, title, instructions, discoverable, grantType } = make(nobody)
        return {
          id,
          name: path,
          about: title,
          cells: [
            code(path),
            `${title}. ${instructions}`,
            code(id),
            discoverable ? 'yes' : 'no',
            grantType === undefined ? 'any' : code(grantType),
            settings.surfaces.fallback.includes(id) ? 'yes' : 'no',
          ],
        }
      }),
    },
  ],
}
