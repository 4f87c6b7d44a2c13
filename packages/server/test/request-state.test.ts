import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../src/index.ts'
import { memoryStore } from '../src/store/memory.ts'
import { accept, call, clientToken, modern, OTHER, startEverything, textOf, userTokens } from './support/everything.ts'
import { type Harness, messageOf } from './support/harness.ts'
import { verifies } from './support/verifies.ts'

describe('requestState comes from an attacker (SEP-2322)', () => {
  verifies('resource-distrusts-request-state', 'resource-distrusts-state-handle')

  const TOOL = call('test_input_required_result_request_state')
  const inputResponses = { confirm: accept({ ok: true }) }

  const firstRound = async (harness: Harness, token: string): Promise<string> => {
    const { result } = await messageOf(await modern(harness, token, 'tools/call', TOOL))
    return String(result?.['requestState'])
  }

  const secondRound = async (harness: Harness, token: string, requestState: string, tool: object = TOOL) =>
    messageOf(await modern(harness, token, 'tools/call', { ...tool, inputResponses, requestState }))

  test('as it was given, it is taken, also by another process and under a refreshed token', async () => {
    const store = memoryStore(new VirtualClock(0))
    const [one, two] = [startEverything({}, { store }), startEverything({}, { store })]
    const { access_token, refresh_token = '', client_id } = await userTokens(one, 'alice')
    const state = await firstRound(one, access_token)
    expect(textOf((await secondRound(one, access_token, state)).result)).toBe('state-ok')
    const form = { grant_type: 'refresh_token', refresh_token, client_id }
    const refreshed = (await (await one.post('/oauth/token', form)).json()) as { access_token: string }
    expect(textOf((await secondRound(two, refreshed.access_token, state)).result)).toBe('state-ok')
  })

  test.each<{
    what: string
    refused: (harness: Harness, token: string) => Promise<Awaited<ReturnType<typeof secondRound>>>
  }>([
    {
      what: 'changed to last longer',
      refused: async (harness, token) => {
        const [header, payload = '', signature] = (await firstRound(harness, token)).split('.')
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number }
        const changed = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 3600 })).toString('base64url')
        return secondRound(harness, token, [header, changed, signature].join('.'))
      },
    },
    {
      what: 'longer by a word',
      refused: async (harness, token) => secondRound(harness, token, `${await firstRound(harness, token)}-x`),
    },
    { what: 'made up', refused: (harness, token) => secondRound(harness, token, 'state-1') },
    {
      what: 'unsigned',
      refused: async (harness, token) => {
        const payload = (await firstRound(harness, token)).split('.')[1]
        const header = Buffer.from('{"alg":"none","typ":"request-state+jwt"}').toString('base64url')
        return secondRound(harness, token, `${header}.${payload}.`)
      },
    },
    {
      what: 'that of another client',
      refused: async (harness, token) =>
        secondRound(harness, await clientToken(harness, OTHER), await firstRound(harness, token)),
    },
    {
      what: 'that of another user of the same client',
      refused: async (harness) => {
        const alice = await userTokens(harness, 'alice')
        const bob = await userTokens(harness, 'bob', alice.client_id)
        return secondRound(harness, bob.access_token, await firstRound(harness, alice.access_token))
      },
    },
    {
      what: 'that of another tool',
      refused: async (harness, token) =>
        secondRound(
          harness,
          token,
          await firstRound(harness, token),
          call('test_input_required_result_tampered_state'),
        ),
    },
    {
      what: 'that of other arguments',
      refused: async (harness, token) =>
        secondRound(harness, token, await firstRound(harness, token), { ...TOOL, arguments: { as: 'admin' } }),
    },
    {
      what: 'ten minutes old',
      refused: async (harness, token) => {
        const state = await firstRound(harness, token)
        harness.clock.advance(600)
        return secondRound(harness, token, state)
      },
    },
    {
      what: 'that of another server',
      refused: async (harness, token) => {
        const elsewhere = startEverything({}, { ids: countingFrom('elsewhere') })
        return secondRound(harness, token, await firstRound(elsewhere, await clientToken(elsewhere)))
      },
    },
  ])('$what: refused', async ({ refused }) => {
    const harness = startEverything()
    const { error } = await refused(harness, await clientToken(harness))
    expect(error).toMatchObject({ code: -32602, message: 'Invalid or expired requestState' })
  })

  test('just before ten minutes it is taken', async () => {
    const harness = startEverything()
    const token = await clientToken(harness)
    const state = await firstRound(harness, token)
    harness.clock.advance(599)
    expect(textOf((await secondRound(harness, token, state)).result)).toBe('state-ok')
  })
})

/** Ids that no other server hands out. */
function countingFrom(word: string) {
  let count = 0
  const next = (): string => {
    count += 1
    return `${word}-${count}`
  }
  const name = (prefix: string) => `${prefix}_${next()}`
  return { secret: () => next().padEnd(43, 'y'), name, serial: name, word: next }
}
