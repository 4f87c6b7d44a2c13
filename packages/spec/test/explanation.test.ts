import { describe, expect, test } from 'vitest'
import {
  columns,
  errorText,
  explain,
  explainError,
  explanationText,
  guidance,
  officialCheckIds,
  requirementsOfCheck,
  wrap,
} from '../src/guidance.ts'
import {
  errorCodes,
  isTopic,
  levelAt,
  REVISIONS,
  requirement,
  requirementIds,
  requirements,
  standings,
  standingText,
  topicOf,
  topics,
} from '../src/index.ts'
import { official } from './official.ts'

const ids = requirementIds()

describe('the standing of a requirement', () => {
  test.each([
    ['C-AZ-01', 'MUST by OAuth in every revision'],
    ['C-AZ-02', 'MUST in every revision'],
    ['C-AZ-03', 'MUST from 2025-11-25; MUST by OAuth in 2025-03-26 and 2025-06-18'],
    ['C-AZ-10', 'SHOULD from 2025-06-18'],
    ['C-AZ-15', 'MAY from 2026-07-28'],
    ['C-AZ-19', 'MUST where RFC 9126 is used'],
    ['C-ASMD-05', 'MUST from 2026-07-28; MUST by OAuth in 2025-03-26, 2025-06-18 and 2025-11-25'],
    ['C-GEN-02', 'MUST from 2025-06-18; MUST by implication in 2025-03-26'],
    ['C-LEG-01', 'MUST in 2025-03-26'],
    ['C-TRN-05', 'MUST in 2025-03-26, 2025-06-18 and 2025-11-25'],
    ['C-USE-07', 'advice in every revision'],
    ['C-SEC-01', 'MUST by the Security Best Practices from 2025-06-18; on that page since 2026-02'],
    ['C-REG-09', 'MAY from 2025-11-25; SHOULD in 2025-03-26 and 2025-06-18; deprecated since 2026-07-28'],
    ['C-CC-01', 'MUST with the extension OAuth Client Credentials'],
    ['S-SES-05', 'MUST with the extension Tasks from 2026-07-28'],
    ['A-TOK-06', 'MUST from 2025-06-18; SHOULD in 2025-03-26'],
    ['A-REG-07', expect.stringMatching(/^SHOULD .*; MUST by CIMD-01 §6\.5$/)],
  ])('%s is %s', (code, text) => {
    const row = requirement(code)
    expect(row).toBeDefined()
    if (row !== undefined) expect(standingText(row)).toEqual(text)
  })

  test.each(ids)('%s has one for each revision, of the level in force', (id) => {
    const rows = standings(requirements[id])
    expect(rows.map(({ revision }) => revision)).toEqual(REVISIONS)
    for (const { revision, level, binding } of rows) {
      expect(level).toBe(levelAt(requirements[id], revision))
      expect(binding === undefined).toBe(level === undefined)
    }
    expect(standingText(requirements[id])).toMatch(/^(MUST|SHOULD|MAY|advice)/)
  })
})

test('every code has a topic, and every topic has a code', () => {
  expect(new Set(ids.map((id) => topicOf(requirements[id].code)))).toEqual(new Set(Object.keys(topics)))
  expect(topicOf('C-XX-01')).toBeUndefined()
  expect(isTopic('toString')).toBe(false)
})

describe('an explanation', () => {
  test.each(ids)('%s has all there is to say', (id) => {
    const { code, party, references, unobservable, unseen } = requirements[id]
    const explanation = explain(id)
    expect(explain(code.toLowerCase())).toEqual(explanation)
    expect(explanation).toMatchObject({ id, code, party })
    expect(explanation?.clauses).toHaveLength(references.length)
    expect(explanation?.unobservable).toBe(unobservable)
    expect(explanation?.unseen).toBe(unseen)
    expect(explanation).toMatchObject({ cause: guidance[id].cause, remedy: guidance[id].remedy })
    expect(explanation?.topic).not.toBe('')
    expect(explanation).not.toHaveProperty('asked')
  })

  test('of a revision tells how it stands there, and what that revision itself says first', () => {
    const asked = explain('C-REG-09', { revision: '2025-06-18' })
    expect(asked?.asked).toEqual({ revision: '2025-06-18', level: 'SHOULD', binding: 'mcp', text: 'SHOULD' })
    expect(asked?.clauses[0]?.citation).toBe('MCP 2025-06-18 Authorization §Dynamic Client Registration')
    expect(explain('C-REG-09')?.clauses[0]?.citation).toMatch(/^MCP 2026-07-28/)
    expect(explain('C-RESP-01', { revision: '2025-03-26' })?.asked).toEqual({
      revision: '2025-03-26',
      text: 'nothing asks for it',
    })
    expect(explain('C-SEC-01', { revision: '2025-11-25' })?.asked?.text).toBe('MUST by the Security Best Practices')
  })

  test.each(['', 'C-AZ', 'C-AZ-99', 'toString'])('%j has none', (name) => {
    expect(explain(name)).toBeUndefined()
  })

  test('tells the checks of the official suite, those of the other party and those that never run', () => {
    expect(explain('C-TRN-05')?.official).toEqual([{ id: 'server-session-terminated-returns-404', kind: 'twin' }])
    expect(explain('C-USE-01')?.official).toEqual([{ id: 'valid-bearer-token', kind: 'check' }])
    expect(explain('S-EXT-02')?.official).toEqual([{ id: 'sep-1932-server-nonce', kind: 'declared' }])
  })
})

describe('a check of the official suite', () => {
  test.each(official)('%s', (line) => {
    const [check = '', codes = ''] = line.split(': ')
    const covered = requirementsOfCheck(check).map((id) => requirements[id].code)
    expect(covered).toEqual(expect.arrayContaining(codes.split(' ')))
  })

  test('is one of those known, or covers nothing', () => {
    expect(officialCheckIds().toSorted()).toEqual(official.map((line) => line.split(':')[0]).toSorted())
    expect(requirementsOfCheck('no-such-check')).toEqual([])
  })
})

describe('as text', () => {
  /** Lines that are wider than they need be: what stands beside the labels could have been broken. */
  const tooWide = (text: string, width: number) => {
    const column = /^ {2}\S.*? {2,}(?=\S)/m.exec(text)?.[0].length ?? 0
    return text.split('\n').filter((line) => line.length > width && line.slice(column).includes(' '))
  }

  test.each([40, 80, 120])('nothing that can be broken is wider than %i', (width) => {
    for (const id of ids) {
      const explanation = explain(id, { revision: '2025-11-25' })
      if (explanation === undefined) throw new Error(`${id} is not explained`)
      const [heading, ...rest] = explanationText(explanation, width).split('\n')
      expect(heading).toBe(`${explanation.code}  ${id}`)
      expect(tooWide(rest.join('\n'), width)).toEqual([])
    }
    for (const code of Object.keys(errorCodes)) {
      const explanation = explainError(code)
      if (explanation === undefined) throw new Error(`${code} is not explained`)
      const [title, ...body] = errorText(explanation, width).split('\n')
      expect(title).toBe(`OAuth error ${code}`)
      expect(tooWide(body.join('\n'), width)).toEqual([])
    }
  })

  test('lines are as full as can be, and lose nothing', () => {
    const text = 'a client that gets https://example.com/a/very/long/address goes on'
    expect(wrap(text, 16)).toEqual(['a client that', 'gets', 'https://example.com/a/very/long/address', 'goes on'])
    expect(wrap(text, 200)).toEqual([text])
    expect(
      columns(
        [
          ['One', ['a b c', 'd']],
          ['None', []],
          ['Three', ['e']],
        ],
        11,
        ' ',
      ),
    ).toEqual([' One    a b', '        c', '        d', ' Three  e'])
  })

  test('says all of the structure, and nothing where there is nothing', () => {
    const explanation = explain('client-protects-tokens')
    if (explanation === undefined) throw new Error('there is no such requirement')
    const words = explanationText(explanation, 90).replace(/\s+/g, ' ')
    for (const part of [
      explanation.summary,
      explanation.standing,
      explanation.cause,
      explanation.remedy,
      explanation.unseen,
    ]) {
      expect(words).toContain(part)
    }
    for (const { citation, url } of explanation.clauses) expect(words).toContain(`${citation} ${url}`)
    const { unseen: _, ...rest } = explanation
    expect(explanationText(rest)).not.toMatch(/Not visible|undefined/)
  })
})
