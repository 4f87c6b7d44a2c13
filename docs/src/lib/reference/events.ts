import { membersOf } from './members.ts'
import { anchor, code, type Reference } from './table.ts'

/** Everything that the server says of itself, by /debug/events and mcp-auth watch --events. */
export const eventsReference: Reference = {
  slug: 'events',
  title: 'Events',
  about:
    'What happens in the server, as server-sent events of /debug/events, without secrets. Each has an id to resume from, the time, and the exchange it belongs to.',
  sections: [
    {
      head: ['Event', 'When', 'Has'],
      rows: membersOf('packages/server/src/core/events.ts', 'Events').map(({ name, type, about }) => ({
        id: anchor(name),
        name,
        about: about === '' ? 'event' : about,
        cells: [code(name), about, code(type)],
      })),
    },
  ],
}
