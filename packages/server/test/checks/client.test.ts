import { describe, expect, it } from 'vitest'
import { judge } from '../../src/index.ts'
import { rows as deviations } from './deviations.ts'
import { facingFaults } from './facing-faults.ts'
import { against, run } from './scenario.ts'

const rows = [...deviations, ...facingFaults]

describe('the reference client', () => {
  it.each(['2026-07-28', '2025-11-25', '2025-06-18'] as const)('breaks nothing of %s', async (revision) => {
    const flow = await run({ revision })
    expect(against(flow)).toEqual([])
    expect(judge(flow).revision).toBe(revision)
  })
})

describe.each(rows.map((row, at) => ({ ...row, name: `${row.check} (${at})` })))('$name', (row) => {
  const { check, deviation, scenario = {}, good, also = [], outcome = 'fail' } = row

  it('passes the reference client', async () => {
    const right = good === undefined ? undefined : { id: 'right', behaviour: good.behaviour ?? {} }
    const flow = await run(good === undefined ? scenario : (good.scenario ?? {}), right)
    expect(judge(flow).judgements.find((one) => one.check === check)).toMatchObject({ outcome: 'pass' })
    expect(against(flow).map((one) => one.check)).toEqual(good === undefined ? also : [])
  })

  it('alone tells the deviation', async () => {
    const flow = await run(scenario, { id: check, ...deviation })
    const judgement = judge(flow).judgements.find((one) => one.check === check)
    expect(judgement?.outcome).toBe(outcome)
    expect(judgement?.evidence.length).toBeGreaterThan(0)
    // What is not held against a client is none of these.
    const told = outcome === 'fail' || outcome === 'warn' ? [check] : []
    expect(
      against(flow)
        .map((one) => one.check)
        .sort(),
    ).toEqual([...also, ...told].sort())
  })
})
