import { describe, expect, test } from 'vitest'
import { ALL_REVISIONS, applies, isRevision, LATEST_REVISION, REVISIONS, severity } from '../src/index.ts'

describe('revisions', () => {
  test('are these four, oldest first', () => {
    expect(REVISIONS).toEqual(['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'])
    expect(LATEST_REVISION).toBe('2026-07-28')
    expect(isRevision('2025-11-25')).toBe(true)
    expect(isRevision('2024-11-05')).toBe(false)
  })

  test.each([
    [ALL_REVISIONS, [true, true, true, true]],
    [{ from: '2025-11-25' }, [false, false, true, true]],
    [{ from: '2025-06-18', until: '2026-07-28' }, [false, true, true, false]],
    [{ from: '2025-03-26', until: '2025-06-18' }, [true, false, false, false]],
    [{ from: '2025-06-18', until: '2025-06-18' }, [false, false, false, false]],
  ] as const)('range %j is half-open', (range, expected) => {
    expect(REVISIONS.map((revision) => applies(range, revision))).toEqual(expected)
  })
})

test('severity follows the keyword', () => {
  expect(severity('MUST')).toBe('fail')
  expect(severity('MUST NOT')).toBe('fail')
  expect(severity('SHOULD')).toBe('warn')
  expect(severity('SHOULD NOT')).toBe('warn')
  expect(severity('MAY')).toBe('info')
  expect(severity('INFO')).toBe('info')
})
