import { explain as explained, guidance } from '@mcp-auth/spec/guidance'
import { describe, expect, test } from 'vitest'
import type { Env } from '../src/env.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'

const { terminal } = useWorlds()

/** A machine on which nothing can be asked and nothing opened. */
const offline: Partial<Env> = {
  fetch: async () => {
    throw new Error('the network was used')
  },
  listen: async () => {
    throw new Error('a port was opened')
  },
}

const run = (...args: string[]) => terminal().runWith(offline, 'explain', ...args)
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout)
const flat = (text: string) => text.replace(/\s+/g, ' ')
const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code)

describe('a requirement', () => {
  test.each(['C-AZ-10', 'c-az-10', 'client-sends-specific-resource', 'CLIENT-SENDS-SPECIFIC-RESOURCE'])(
    'is found by %s',
    async (name) => {
      const done = await run(name)
      expect(done).toMatchObject({ status: 0, stderr: '' })
      expect(done.stdout).toMatch(/^C-AZ-10 {2}client-sends-specific-resource\n/)
      const words = flat(done.stdout)
      expect(words).toContain('Level SHOULD from 2025-06-18')
      expect(words).toContain('Serialising with URL.href adds a slash')
      expect(words).toContain('Pass resource of the metadata on as the string it is')
      expect(words).toContain('MCP 2026-07-28 Authorization §Canonical Server URI https://modelcontextprotocol.io/')
      expect(words).toContain('Official suite no check')
    },
  )

  test('of another party is explained as well', async () => {
    const done = await run('A-TOK-06')
    expect(done).toMatchObject({ status: 0, stderr: '' })
    expect(done.stdout).toMatch(/^A-TOK-06 {2}server-rotates-refresh-tokens\n/)
    expect(flat(done.stdout)).toContain(
      'Asked of the authorization server Level MUST from 2025-06-18; SHOULD in 2025-03-26',
    )
    expect(flat(done.stdout)).toContain('Try next Give a new refresh token at each use')
  })

  test('is one document as JSON, with what everybody else gets of it', async () => {
    const document = await json('c-tok-04')
    expect(document).toMatchObject({ schemaVersion: 1, ok: true, command: 'explain' })
    expect(document.result.requirements).toEqual([JSON.parse(JSON.stringify(explained('C-TOK-04')))])
    expect(document.result.requirements[0].remedy).toBe(guidance['client-sends-resource-on-refresh'].remedy)
  })

  test('of a revision tells how it stands there', async () => {
    const now = await run('C-REG-09', '--revision', '2025-06-18')
    expect(flat(now.stdout)).toContain('In 2025-06-18 SHOULD')
    expect(flat((await run('C-RESP-01', '--revision=2025-03-26')).stdout)).toContain(
      'In 2025-03-26 nothing asks for it',
    )
    const [row] = (await json('C-REG-09', '--revision', '2025-06-18')).result.requirements
    expect(row.asked).toEqual({ revision: '2025-06-18', level: 'SHOULD', binding: 'mcp', text: 'SHOULD' })
    expect((await json('C-REG-09')).result.requirements[0]).not.toHaveProperty('asked')
  })
})

describe('an official check', () => {
  test('brings every requirement that it covers', async () => {
    const { result } = await json('token-endpoint-auth-method')
    expect(result.check).toBe('token-endpoint-auth-method')
    expect(codes(result.requirements)).toEqual(['C-REG-14', 'C-TOK-05'])
    const { stdout } = await run('Token-Endpoint-Auth-Method')
    expect(stdout).toMatch(/^Official check token-endpoint-auth-method: C-REG-14, C-TOK-05\n/)
    expect(stdout).toMatch(/^C-REG-14 {2}[\s\S]*^C-TOK-05 {2}/m)
  })
})

describe('an OAuth error', () => {
  test('tells what it means, where that is said, what brings it and how to go on', async () => {
    const { status, stdout } = await run('Invalid_Grant')
    expect(status).toBe(0)
    const words = flat(stdout)
    expect(words).toMatch(/^OAuth error invalid_grant The code, refresh token or assertion is wrong/)
    expect(words).toContain('RFC 6749 §5.2 https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2')
    expect(words).toMatch(/Can come from .*C-REF-03 client-uses-rotated-refresh-token .*Next C-TOK-09/)
    const { result } = await json('use_dpop_nonce')
    expect(codes(result.error.missed)).toEqual([])
    expect(codes(result.error.next)).toEqual(['C-DPOP-04'])
  })

  test('that no requirement is behind claims none', async () => {
    expect((await run('server_error')).stdout).not.toMatch(/Can come from|Next|mcp-auth explain/)
  })
})

describe('lists', () => {
  test('without a name, everything has its line', async () => {
    const { status, stdout } = await run()
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /^C-GEN {2}When authorization starts\n {2}C-GEN-01 {2}SHOULD {6}client-follows-mcp-authorization\n/,
    )
    expect(stdout.match(/^ {2}[CSA]-[A-Z0-9]+-\d\d {2}/gm)).toHaveLength(194)
    expect(stdout).toMatch(/^ {2}invalid_target +The requested resource/m)
    const { result } = await json()
    const rows = result.topics.flatMap(({ requirements }: { requirements: readonly unknown[] }) => requirements)
    expect(rows).toHaveLength(194)
    expect(rows[0]).toMatchObject({ code: 'C-GEN-01', level: 'SHOULD', standing: 'SHOULD in every revision' })
    expect(result.errors).toContainEqual({ error: 'invalid_client', meaning: expect.stringMatching(/unknown/) })
  })

  test.each([
    ['C-REF', ['C-REF']],
    ['c-ref', ['C-REF']],
    ['S', ['S-401', 'S-PRM', 'S-TOK', 'S-SCP', 'S-SES', 'S-TRN', 'S-PXY', 'S-EXT']],
  ])('%s has the topics %j', async (name, expected) => {
    const { result } = await json(name)
    expect(result.topics.map(({ topic }: { topic: string }) => topic)).toEqual(expected)
  })

  test('a topic has the sentence of each of its requirements', async () => {
    const { stdout } = await run('C-REF')
    expect(stdout.match(/^ {2}C-REF-0\d {2}client-[a-z-]+ \((MUST|MUST NOT)\)$/gm)).toHaveLength(3)
    expect(flat(stdout)).toContain('whether there is one is up to the authorization server.')
  })

  test('of a revision have what it asks for, at its level', async () => {
    const rows = (await json('C-REG', '--revision', '2025-06-18')).result.topics[0].requirements
    expect(codes(rows)).toEqual(['C-REG-01', 'C-REG-03', 'C-REG-09', 'C-REG-14', 'C-REG-15'])
    expect(rows[2].level).toBe('SHOULD')
    const old = await run('C-LEG', '--revision', '2026-07-28')
    expect(old).toMatchObject({ status: 0, stdout: 'C-LEG: 2026-07-28 asks for nothing.\n' })
  })
})

describe('what is not there', () => {
  test.each([
    [['C-AZ-99'], /called "C-AZ-99"/, /mcp-auth explain C-AZ lists the codes/],
    [['client-sends-resorce-on-refresh'], /called/, /did you mean client-sends-resource-on-refresh\?/],
    [['uses-s256'], /called/, /did you mean client-uses-s256/],
    [['invalid_targt'], /called/, /did you mean invalid_target\?/],
    [['pkce-verifier-match-challenge'], /called/, /did you mean pkce-verifier-matches-challenge/],
    [['C-AX'], /called/, /did you mean C-AZ\?/],
    [['zzzzzzzzzz'], /called/, /mcp-auth explain lists all there is/],
    [['__proto__'], /called/, /^/],
    [['toString'], /called/, /^/],
    [[''], /called ""/, /mcp-auth explain lists all there is/],
    [['C-AZ-01', '--revision', '2024-11-05'], /Unknown revision "2024-11-05"/, /one of 2025-03-26, .*2026-07-28/],
    [['C-AZ-01', 'C-AZ-02'], /Unexpected "C-AZ-02"/, /^/],
  ])('%j is a usage error', async (args, says, hints) => {
    const done = await run(...args)
    expectOneLine(done)
    expect(done.status).toBe(2)
    expect(done.stderr).toMatch(says)
    expect(done.stderr).toMatch(hints)
  })
})

describe('lines', () => {
  const widest = (text: string) =>
    Math.max(...text.split('\n').flatMap((line) => (line.includes('https://') ? [] : [line.length])))

  test.each([
    ['80 where nobody knows', {}, 72, 80],
    ['those of the terminal', { columns: 60 }, 50, 60],
    ['no wider than reads well', { columns: 300 }, 90, 100],
    ['no narrower than holds a name', { columns: 12 }, 20, 48],
    ['what COLUMNS says', { variables: { COLUMNS: '64' } }, 54, 64],
    ['not what COLUMNS cannot mean', { variables: { COLUMNS: 'wide' } }, 72, 80],
  ])('are %s', async (_what, env, least, most) => {
    const { stdout } = await terminal().runWith({ ...offline, ...env }, 'explain', 'C-GEN-02')
    expect(widest(stdout)).toBeGreaterThan(least)
    expect(widest(stdout)).toBeLessThanOrEqual(most)
  })

  test('have no colour or other command, at a terminal either', async () => {
    const atTerminal = { ...offline, columns: 80 }
    for (const name of ['C-AZ-01', 'invalid_grant', 'C-AZ', 'token-request']) {
      const { stdout } = await terminal().runWith(atTerminal, 'explain', name)
      expect(stdout).not.toMatch(/[^\n\P{Cc}]/u)
    }
  })
})
