import { requirement, requirementIds, requirements } from '@mcp-auth/spec'
import { checks } from '../../../../packages/server/src/checks/judge.ts'
import { unchecked } from '../../../../packages/server/src/checks/unchecked.ts'
import { type Reference, toRequirement } from './table.ts'

/** Every check of clients, and why there is none for the rest. */
export const checksReference: Reference = {
  slug: 'checks',
  title: 'Checks',
  about:
    'What the server judges clients by. A check passes or fails only for what it saw; what never arose is inconclusive.',
  sections: [
    {
      head: ['Requirement', 'Level', 'A right client', 'Arises with'],
      rows: checks.map(({ id, requirement: judged, title, arises }) => {
        const { code, level } = requirements[judged]
        return { id, name: code, about: `A right client ${title}`, cells: [toRequirement(code), level, title, arises] }
      }),
    },
    {
      title: 'Not judged',
      about: 'What clients are asked for and no check judges, with the reason.',
      head: ['Requirement', 'Summary', 'Why not'],
      rows: requirementIds().flatMap((id) => {
        const why = unchecked[id]
        const row = requirement(id)
        if (why === undefined || row === undefined) return []
        return [
          {
            id: `not-${row.code.toLowerCase()}`,
            name: row.code,
            about: why,
            cells: [toRequirement(row.code), row.summary, why],
          },
        ]
      }),
    },
  ],
}
