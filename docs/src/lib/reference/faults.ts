import { requirement } from '@mcp-auth/spec'
import * as registry from '../../../../packages/server/src/faults/registry.ts'
import { membersOf } from './members.ts'
import { anchor, code, type Reference, toRequirement } from './table.ts'

const faults = Object.values(registry)

/** Every fault, and every place where one can act. */
export const faultsReference: Reference = {
  slug: 'faults',
  title: 'Faults',
  about:
    'Ways to be wrong on purpose, by --faults. Each changes exactly one thing at one point, and says which requirement a client that meets it must keep.',
  sections: [
    {
      head: ['Fault', 'What is wrong', 'Point', 'A client must keep'],
      rows: faults.map(({ id, title, point, provokes }) => ({
        id,
        name: id,
        about: title,
        cells: [code(id), title, code(point), toRequirement(requirement(provokes)?.code ?? '')],
      })),
    },
    {
      title: 'Fault points',
      about: 'Each artefact passes its point once, last thing before it leaves.',
      head: ['Point', 'What passes', 'Faults'],
      rows: membersOf('packages/server/src/core/points.ts', 'FaultPoints').map(({ name, type, about }) => ({
        id: anchor(`point ${name}`),
        name,
        about: about === '' ? 'fault point' : about,
        cells: [
          code(name),
          about === '' ? code(type) : about,
          faults
            .filter(({ point }) => point === name)
            .map(({ id }) => id)
            .join(', '),
        ],
      })),
    },
  ],
}
