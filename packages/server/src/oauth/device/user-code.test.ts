import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countingIds, randomIds } from '../../core/ids.ts'
import { drawUserCode, shownUserCode, typedUserCode } from './user-code.ts'

const letter = fc.constantFrom(...'BCDFGHJKLMNPQRSTVWXZ')
const userCode = fc.string({ unit: letter, minLength: 8, maxLength: 8 })
const noise = fc.string({ unit: fc.constantFrom(...' \t-–—._/,:;!?*0123456789aeiouyAEIOUYéßſＷ'), maxLength: 3 })

describe('user codes (RFC 8628 §6.1)', () => {
  test('are eight letters in two groups, without vowels', () => {
    for (let n = 0; n < 1000; n += 1) expect(drawUserCode(randomIds)).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
    expect(shownUserCode('WDJBMJHT')).toBe('WDJB-MJHT')
  })

  test('use every letter about as often as the others', () => {
    const counts = new Map<string, number>()
    for (let n = 0; n < 5000; n += 1) {
      for (const drawn of drawUserCode(randomIds)) counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
    }
    expect(counts.size).toBe(20)
    // 2000 expected of each, standard deviation 44: seven of them is beyond chance.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(300)
  })

  test('repeat when ids count, and differ from each other', () => {
    const draw = (): readonly string[] => {
      const ids = countingIds()
      return Array.from({ length: 500 }, () => drawUserCode(ids))
    }
    expect(draw()).toEqual(draw())
    expect(new Set(draw()).size).toBe(500)
    for (const drawn of draw()) expect(drawn).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
  })

  test('are the same in whatever case and with whatever between the letters', () => {
    fc.assert(
      fc.property(
        userCode,
        fc.array(fc.tuple(noise, fc.boolean()), { minLength: 8, maxLength: 8 }),
        (code, changes) => {
          const typed = [...code].map((drawn, n) => {
            const [before, lower] = changes[n] ?? ['', false]
            return before + (lower ? drawn.toLowerCase() : drawn)
          })
          expect(typedUserCode(typed.join(''))).toBe(code)
          expect(typedUserCode(shownUserCode(code))).toBe(code)
        },
      ),
    )
  })

  test('stay different when a letter differs, whatever is typed', () => {
    fc.assert(
      fc.property(userCode, userCode, (one, other) => {
        expect(typedUserCode(one) === typedUserCode(other)).toBe(one === other)
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[B-Z]*$/.test(typedUserCode(text))))
  })
})
