import type { EventId, EventStore, JSONRPCMessage, StreamId } from '@modelcontextprotocol/server'

/** How many events of one session can be sent again. */
const LIMIT = 100

interface StoredEvent {
  readonly id: EventId
  readonly stream: StreamId
  readonly message: JSONRPCMessage
}

/**
 * The latest events of one session, for a client that lost a stream and names the last event it saw (MCP transports,
 * Resumability and Redelivery). Ids count: they must be unique in their session only, and prove nothing.
 */
export function storedEvents(): EventStore {
  let events: readonly StoredEvent[] = []
  let count = 0
  const streamOf = (id: EventId): StreamId | undefined => events.find((event) => event.id === id)?.stream
  return {
    storeEvent: async (stream, message) => {
      count += 1
      const id = String(count)
      events = [...events, { id, stream, message }].slice(-LIMIT)
      return id
    },
    getStreamIdForEventId: async (id) => streamOf(id),
    replayEventsAfter: async (id, { send }) => {
      const stream = streamOf(id) ?? ''
      for (const event of events.filter((other) => other.stream === stream && Number(other.id) > Number(id))) {
        // The first event of a stream only tells its id.
        if ('jsonrpc' in event.message) await send(event.id, event.message)
      }
      return stream
    },
  }
}
