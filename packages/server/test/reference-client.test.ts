import { describe, expect, it } from 'vitest'
import { startHarness } from './support/harness.ts'
import { ReferenceClient } from './support/reference-client/client.ts'

describe('the reference client', () => {
  it.each(['2026-07-28', '2025-11-25', '2025-06-18'] as const)('gets through all of %s', async (revision) => {
    const harness = startHarness()
    const client = new ReferenceClient(harness, { revision, identity: 'dynamic' })
    expect(await client.connect()).toMatchObject({ result: { tools: expect.any(Array) } })
    const written = await client.call('tools/call', { name: 'write_note', arguments: { title: 'x', content: 'y' } })
    expect(written).toMatchObject({ result: expect.anything() })
    expect(await client.callAfterExpiry()).toMatchObject({ result: { tools: expect.any(Array) } })
    expect(await client.callAfterExpiry()).toMatchObject({ result: { tools: expect.any(Array) } })
    await client.disconnect()
    expect(harness.flows.all()).toHaveLength(1)
    expect(harness.events.filter(({ type }) => type === 'authorize.requested')).toHaveLength(2)
  })
})
