import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge, type Outbound } from '../src/index.ts'
import { against, PUBLISHED } from './checks/scenario.ts'
import { startHarness } from './support/harness.ts'
import { ReferenceClient, type Setup } from './support/reference-client/client.ts'

const DOCUMENT = JSON.stringify({
  client_id: PUBLISHED.id,
  client_name: 'Reference client',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
})

const outbound: Outbound = {
  get: async () => ({
    status: 200,
    headers: new Headers({ 'content-type': 'application/json' }),
    body: DOCUMENT,
  }),
  post: async () => Promise.reject(new Error('nothing is posted here')),
}

/** Lets several clients send one request at a time, in an order that somebody chooses. */
class Turns {
  readonly #waiting = new Map<string, () => void>()
  #running = 0

  /** Runs something that takes turns under a name. */
  async play(name: string, work: (gate: () => Promise<void>) => Promise<unknown>): Promise<void> {
    this.#running += 1
    await work(() => new Promise((go) => this.#waiting.set(name, go)))
    this.#running -= 1
  }

  /** Hands out turns until nobody wants one. */
  async run(choose: (names: readonly string[]) => string): Promise<void> {
    while (this.#running > 0) {
      // A client that has its turn comes back for the next, or ends.
      while (this.#waiting.size < this.#running) await new Promise(setImmediate)
      const name = choose([...this.#waiting.keys()].sort())
      const go = this.#waiting.get(name)
      this.#waiting.delete(name)
      go?.()
      const before = this.#running
      while (!this.#waiting.has(name) && this.#running === before) await new Promise(setImmediate)
    }
  }
}

const identities: readonly NonNullable<Setup['identity']>[] = [
  'dynamic',
  PUBLISHED,
  { id: 'dev-public-client', redirectUri: 'http://127.0.0.1:49152/callback' },
]

describe('two clients whose requests are interleaved', () => {
  it.each(identities)(
    'are told apart in any order: %o',
    async (identity) => {
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (coins) => {
          const harness = startHarness({}, { outbound })
          const turns = new Turns()
          const played = ['alpha', 'beta'].map((name) =>
            turns.play(name, async (gate) => {
              const client = new ReferenceClient(harness, { name, identity, gate })
              await client.connect()
              await client.call('tools/call', { name: 'write_note', arguments: { title: 'Title', content: 'Content' } })
            }),
          )
          await turns.run((names) => names[Number(coins.next().value) % names.length] ?? '')
          await Promise.all(played)
          const flows = harness.flows.all()
          const connections = flows.map(({ exchanges }) => {
            return [...new Set(exchanges.map(({ exchange }) => exchange.via.connection?.split(' ')[0]))]
          })
          expect(connections.sort()).toEqual([['alpha'], ['beta']])
          for (const flow of flows) {
            expect(judge(flow).judgements.find(({ check }) => check === 'uses-s256')?.outcome).toBe('pass')
            const found = against(flow).map(({ check }) => check)
            expect(found).toEqual(identity === 'dynamic' ? ['prefers-registration-order'] : [])
          }
        }),
        { numRuns: 334 },
      )
    },
    60_000,
  )

  it.each(identities)(
    'are not blamed for one another where they share connections and name: %o',
    async (identity) => {
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (coins) => {
          const harness = startHarness({}, { outbound })
          const turns = new Turns()
          const played = ['one', 'other'].map((turn) =>
            turns.play(turn, async (gate) => {
              const client = new ReferenceClient(harness, { name: 'twin', identity, gate, seed: turn })
              await client.connect()
              await client.call('tools/call', { name: 'write_note', arguments: { title: 'Title', content: 'Content' } })
            }),
          )
          await turns.run((names) => names[Number(coins.next().value) % names.length] ?? '')
          await Promise.all(played)
          harness.clock.advance(600)
          for (const flow of harness.flows.all()) {
            const found = against(flow).map(({ check }) => check)
            expect(found.filter((check) => check !== 'prefers-registration-order')).toEqual([])
          }
        }),
        { numRuns: 200 },
      )
    },
    60_000,
  )
})
