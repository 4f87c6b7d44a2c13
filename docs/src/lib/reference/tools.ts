import * as z from 'zod'
import { scopes } from '../../../../packages/server/src/core/scopes.ts'
import { policies } from '../../../../packages/server/src/mcp/policies.ts'
import * as registry from '../../../../packages/server/src/mcp/tools/registry.ts'
import { anchor, code, codes, type Reference } from './table.ts'

/** The tools, their scopes, and what the policy says about their arguments. */
export const toolsReference: Reference = {
  slug: 'tools',
  title: 'Tools and policy',
  about:
    'What can be called at the MCP endpoints. The scope is judged first, then the policy, then the schema of the arguments.',
  sections: [
    {
      head: ['Tool', 'Does', 'Scope', 'Arguments'],
      rows: Object.values(registry).map(({ name, description, scope, input }) => ({
        id: anchor(name),
        name,
        about: description,
        cells: [code(name), description, code(scope), codes(Object.keys(z.toJSONSchema(input).properties ?? {}))],
      })),
    },
    {
      title: 'Policy',
      about: 'In the order in which the rules are judged. A call that breaks one is JSON-RPC error −32002.',
      head: ['Tool', 'Rule', 'Argument', 'Value'],
      rows: policies.map((rule, index) => ({
        id: `rule-${index + 1}`,
        name: `${rule.tool}: ${rule.rule}`,
        about: 'policy rule',
        cells: [
          code(rule.tool),
          rule.rule,
          'parameter' in rule ? code(rule.parameter) : 'any',
          'value' in rule ? code(String(rule.value)) : undefined,
        ],
      })),
    },
    {
      title: 'Scopes',
      head: ['Scope', 'Lets a client', 'Stands for as well', 'Asked for by default'],
      rows: Object.entries(scopes).map(([name, { meaning, includes, basic }]) => ({
        id: anchor(name),
        name,
        about: meaning,
        cells: [code(name), meaning, codes(includes), basic ? 'yes' : 'no'],
      })),
    },
  ],
}
