/** The server as a library: everything but the process. */
export { createServer, type Deps, type TestServer } from './app.ts'
export { type Clock, systemClock, VirtualClock } from './core/clock.ts'
export { type Config, ConfigError, type ConfigInput } from './core/config.ts'
export type { Event, EventBus, Events, EventType } from './core/events.ts'
export { countingIds, type Ids, randomIds } from './core/ids.ts'
export type { Outbound } from './core/outbound.ts'
export type { Store, Stored } from './core/store.ts'
