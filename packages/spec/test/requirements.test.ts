import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  cite,
  declaredOnlyChecks,
  isRequirementId,
  levelAt,
  type Requirement,
  type RequirementId,
  referenceUrl,
  requirement,
  requirementIds,
  requirements,
  requirementUrl,
} from '../src/index.ts'
import { catalogue } from './catalogue.ts'
import { official } from './official.ts'

const YEARS = { '2025-03-26': '2503', '2025-06-18': '2506', '2025-11-25': '2511', '2026-07-28': '2607' } as const
const LAST_BEFORE = { '2025-03-26': '', '2025-06-18': '2503', '2025-11-25': '2506', '2026-07-28': '2511' } as const

const all: readonly (Requirement & { readonly id: RequirementId })[] = requirementIds().map((id) => ({
  ...requirements[id],
  id,
}))

function time(row: Requirement): string {
  if (row.binding === 'extension') return 'ext'
  if (row.binding === 'rfc') return 'RFC'
  if (row.binding === 'best-practices') return 'SBP'
  const { from, until } = row.revisions
  const star = row.binding === 'oauth' ? '*' : ''
  if (until === undefined) return `${YEARS[from]}+${star}`
  const last = LAST_BEFORE[until]
  return last === YEARS[from] ? last : `${YEARS[from]}-${last}`
}

describe('the catalogue', () => {
  test('has every row, with its party, level and time', () => {
    const rows = all.map((row) => `${row.code} | ${row.party} | ${row.level} | ${time(row)}`)
    expect(rows.toSorted()).toEqual(catalogue.toSorted())
  })

  test('has 194 rows: 118 of the client, 40 of the protected resource, 36 of the authorization server', () => {
    const count = (party: string) => all.filter((row) => row.party === party).length
    expect(all).toHaveLength(194)
    expect(count('client')).toBe(118)
    expect(count('protected-resource')).toBe(40)
    expect(count('authorization-server')).toBe(36)
  })

  test('uses each code once, with the letter of its party', () => {
    expect(new Set(all.map((row) => row.code)).size).toBe(194)
    const letters = { client: 'C', 'protected-resource': 'S', 'authorization-server': 'A' }
    for (const row of all) expect(row.code).toMatch(new RegExp(`^${letters[row.party]}-[A-Z0-9]+-\\d\\d$`))
  })

  test.each(all)('$id says in one sentence what it asks', (row) => {
    expect(row.summary).toMatch(/^\S.*[^.]\.$/)
    expect(row.summary).not.toMatch(/\. [A-Z]/)
    expect(row.summary.length).toBeLessThan(260)
  })

  test.each(all)('$id is kebab-case and starts with its party', (row) => {
    const prefixes = { client: 'client', 'protected-resource': 'resource', 'authorization-server': 'server' }
    expect(row.id).toMatch(new RegExp(`^${prefixes[row.party]}(-[a-z0-9]+){2,}$`))
  })

  test.each(all)('$id links to https pages', (row) => {
    for (const reference of row.references) {
      expect(new URL(referenceUrl(reference)).protocol).toBe('https:')
      expect(cite(reference)).not.toMatch(/undefined/)
    }
    expect(requirementUrl(row.id)).toBe(referenceUrl(row.references[0]))
  })

  test('knows no requirement that both is unobservable and has an official check', () => {
    expect(all.filter((row) => row.unobservable !== undefined && row.official.length > 0)).toEqual([])
  })
})

describe('official checks', () => {
  test('are those of the conformance suite, at the rows that they test', () => {
    const ours = all.flatMap((row) => [...row.official, ...(row.officialTwins ?? [])].map((id) => `${id} ${row.code}`))
    const theirs = official.flatMap((line) => {
      const [id = '', codes = ''] = line.split(': ')
      return codes.split(' ').map((code) => `${id} ${code}`)
    })
    expect(theirs.filter((pair) => !ours.includes(pair))).toEqual([])
    const twins = /^(client-credentials-.* A-EXT-01|complete-flow-.* A-EXT-02|wif-.* A-EXT-05)$/
    expect(ours.filter((pair) => !theirs.includes(pair) && !twins.test(pair))).toEqual([])
  })

  test('judge the party of the row; what judges the other one is a twin', () => {
    expect(
      all
        .filter((row) => row.officialTwins !== undefined)
        .map((row) => row.code)
        .toSorted(),
    ).toEqual(['A-EXT-01', 'A-EXT-02', 'A-EXT-05', 'C-TRN-05', 'S-PRM-04', 'S-SCP-01'])
  })

  test('that run in no scenario are known', () => {
    const ids = official.map((line) => line.split(':')[0])
    expect([...declaredOnlyChecks].filter((id) => !ids.includes(id))).toEqual([])
    expect(declaredOnlyChecks.size).toBe(10)
  })
})

describe('levels by revision', () => {
  test.each([
    ['C-REG-09', ['SHOULD', 'SHOULD', 'MAY', 'MAY']],
    ['A-REG-01', ['SHOULD', 'SHOULD', 'MAY', 'MAY']],
    ['A-META-01', ['SHOULD', 'MUST', 'MUST', 'MUST']],
    ['A-TOK-06', ['SHOULD', 'MUST', 'MUST', 'MUST']],
    ['C-RESP-01', [undefined, undefined, undefined, 'MUST']],
    ['C-LEG-01', ['MUST', undefined, undefined, undefined]],
    ['C-TRN-05', ['MUST', 'MUST', 'MUST', undefined]],
    ['C-ASMD-05', ['MUST', 'MUST', 'MUST', 'MUST']],
    ['C-AZ-08', [undefined, 'MUST', 'MUST', 'MUST']],
    ['S-SES-05', [undefined, undefined, undefined, 'MUST']],
    ['C-CC-01', ['MUST', 'MUST', 'MUST', 'MUST']],
  ])('%s', (code, levels) => {
    const row = requirement(code)
    expect(row).toBeDefined()
    if (row === undefined) return
    expect((['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const).map((at) => levelAt(row, at))).toEqual(
      levels,
    )
  })

  test('dynamic registration is deprecated since 2026-07-28', () => {
    expect(requirement('C-REG-09')?.deprecated).toBe('2026-07-28')
    expect(requirement('A-REG-01')?.deprecated).toBe('2026-07-28')
  })

  test('earlier standings end where the present one begins', () => {
    for (const row of all) {
      for (const earlier of row.earlier ?? []) expect(earlier.revisions.until).toBe(row.revisions?.from)
    }
  })
})

describe('look-ups', () => {
  test('find a requirement by word id and by code in any letter case', () => {
    expect(requirement('client-rejects-mismatched-iss')?.code).toBe('C-RESP-01')
    expect(requirement('C-RESP-01')?.id).toBe('client-rejects-mismatched-iss')
    expect(requirement('c-resp-01')?.id).toBe('client-rejects-mismatched-iss')
  })

  test.each(['C-RESP-99', 'client-rejects-mismatched-issuer', '', 'toString', '__proto__'])(
    'find nothing for %j',
    (id) => {
      expect(requirement(id)).toBeUndefined()
      expect(isRequirementId(id)).toBe(false)
    },
  )

  test('give the deep link of the first reference', () => {
    expect(requirementUrl('client-rejects-mismatched-iss')).toBe(
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#authorization-response-validation',
    )
    expect(requirementUrl('client-encodes-basic-credentials')).toBe(
      'https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1',
    )
  })
})

describe('types', () => {
  test('a misspelt id does not compile', () => {
    // @ts-expect-error no such id
    const id: RequirementId = 'client-sends-resorce'
    expect(isRequirementId(id)).toBe(false)
    expectTypeOf<'client-sends-state'>().toExtend<RequirementId>()
  })

  test('a requirement without a reference does not compile', () => {
    const row: Requirement = {
      code: 'C-AZ-99',
      party: 'client',
      level: 'MUST',
      summary: 'Nothing.',
      binding: 'rfc',
      official: [],
      // @ts-expect-error at least one reference
      references: [],
    }
    expect(row.references).toEqual([])
  })

  test('a reference to an unknown document does not compile', () => {
    // @ts-expect-error no such document
    expect(() => referenceUrl({ document: 'rfc0000' })).toThrow(TypeError)
  })
})

const source = new URL('../../../../shared/spec/requirements.json', import.meta.url)

/** The body of a group is read though the group does not run. */
const original = existsSync(source) ? readFileSync(source, 'utf8') : '{"rows":[]}'

describe.runIf(existsSync(source))('the catalogue this was written from', () => {
  const { rows } = JSON.parse(original) as {
    readonly rows: readonly {
      readonly id: string
      readonly role: string
      readonly level: string
      readonly checks: string
    }[]
  }

  test.each(rows)('$id agrees', ({ id, role, level, checks }) => {
    const row = requirement(id)
    const parties = { C: 'client', RS: 'protected-resource', AS: 'authorization-server' }
    expect(row?.party).toBe(parties[role as keyof typeof parties])
    const levels = [...(row?.earlier ?? []).map((earlier) => earlier.level), row?.level, row?.stricter?.level]
    for (const word of level.split('→')) expect(levels).toContain(word)
    for (const [, check = ''] of checks.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g))
      expect([...(row?.official ?? []), ...(row?.officialTwins ?? [])]).toContain(check)
  })
})
