import { readdirSync } from 'node:fs'
import { requirementIds, requirements } from '@mcp-auth/spec'
import { describe, expect, it } from 'vitest'
import { unchecked } from '../../src/checks/unchecked.ts'
import { checks } from '../../src/index.ts'
import { rows as deviations } from './deviations.ts'
import { facingFaults } from './facing-faults.ts'

const rows = [...deviations, ...facingFaults]

describe('the checks of clients', () => {
  it('judge each requirement of clients, or say why they do not', () => {
    const judged = new Set(checks.map(({ requirement }) => requirement))
    for (const id of requirementIds().filter((each) => requirements[each].party === 'client')) {
      expect([id, judged.has(id), unchecked[id] !== undefined]).toEqual([id, judged.has(id), !judged.has(id)])
    }
    for (const id of Object.keys(unchecked)) expect(requirements).toHaveProperty(id)
  })

  it('are each in a file of their own name, and registered', () => {
    const files = readdirSync(new URL('../../src/checks/client', import.meta.url)).filter(
      (file) => file !== 'registry.ts',
    )
    expect(checks.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort())
  })

  it('are each shown by a client that passes and a deviation that fails', () => {
    expect([...new Set(rows.map(({ check }) => check))].sort()).toEqual(checks.map(({ id }) => id).sort())
  })

  it('judge nothing that cannot be observed', () => {
    for (const { id, requirement } of checks)
      expect([id, requirements[requirement].unobservable]).toEqual([id, undefined])
  })

  it('speak in sentences', () => {
    for (const { id, title, arises } of checks) {
      expect([id, title]).toEqual([id, expect.stringMatching(/^[a-z].*[^.]$/)])
      expect([id, arises]).toEqual([id, expect.stringMatching(/^[a-z].*[^.]$/)])
    }
  })
})
