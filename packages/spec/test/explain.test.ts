import { describe, expect, it } from 'vitest'
import { explain, explanationLines, levelsInWords, requirementIds, requirements, requirementsOf } from '../src/index.ts'

const explained = requirementIds().map((id) => explain(id))

describe('an explanation', () => {
  it('is there for every requirement, with help for every one of clients', () => {
    for (const one of explained) {
      expect(one?.clauses.length).toBeGreaterThan(0)
      if (one?.party === 'client') expect([one.id, one.guidance !== undefined]).toEqual([one.id, true])
    }
  })

  it('says something of its own about each', () => {
    const texts = explained.flatMap((one) => (one?.guidance === undefined ? [] : [one.guidance.remedy]))
    expect(new Set(texts).size).toBe(texts.length)
    for (const one of explained) {
      for (const text of Object.values(one?.guidance ?? {})) {
        if (typeof text !== 'string') continue
        expect(text).toMatch(/^[A-Za-z/].*\.$/)
        expect(text.length).toBeLessThan(450)
      }
    }
  })

  it('is found by code in any case, and says by revision what is asked', () => {
    const one = explain('c-az-08')
    expect(one?.id).toBe('client-sends-resource-in-authorization')
    expect(one === undefined ? '' : levelsInWords(one)).toBe(
      'not asked for in 2025-03-26; MUST in 2025-06-18 to 2026-07-28',
    )
    expect(one === undefined ? [] : explanationLines(one)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Usual cause: /), expect.stringMatching(/^Try next: /)]),
    )
    expect(explain('C-AZ-99')).toBeUndefined()
  })

  it('leads from an official check to the requirements that it tests', () => {
    for (const id of requirementIds()) {
      for (const check of requirements[id].official) expect(requirementsOf(check)).toContain(id)
    }
    expect(requirementsOf('no-such-check')).toEqual([])
  })
})
