import { checksReference } from './checks.ts'
import { clientsReference } from './clients.ts'
import { commandsReference } from './commands.ts'
import { endpointsReference } from './endpoints.ts'
import { errorsReference } from './errors.ts'
import { eventsReference } from './events.ts'
import { faultsReference } from './faults.ts'
import { schemasReference } from './schemas.ts'
import { settingsReference } from './settings.ts'
import { surfacesReference } from './surfaces.ts'
import type { Reference } from './table.ts'
import { toolsReference } from './tools.ts'

/** Every reference page but the catalogue of requirements, which has a page for each. */
const made: readonly Reference[] = [
  await endpointsReference(),
  surfacesReference,
  settingsReference,
  clientsReference,
  toolsReference,
  faultsReference,
  checksReference,
  errorsReference,
  eventsReference,
  commandsReference,
  schemasReference,
]

/** What the menu lists. */
export const references: readonly Pick<Reference, 'slug' | 'title' | 'about'>[] = [
  {
    slug: 'requirements',
    title: 'Requirements',
    about:
      'What the specifications ask for, requirement by requirement: level by revision, clause, checks, usual cause, what to try.',
  },
  ...made,
]

/** The tables of a page. */
export const reference = (slug: string): Reference | undefined => made.find((each) => each.slug === slug)

export { made }
