import { globSync, readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { isOAuthErrorCode } from '@mcp-auth/spec'
import { describe, expect, test } from 'vitest'

const src = `${import.meta.dirname}/../src`

/** Codes that are defined where the whole rule is written, so that their own section is what a reader needs. */
const explainedByCode: ReadonlySet<string> = new Set([
  'authorization_pending',
  'expired_token',
  'request_not_supported',
  'request_uri_not_supported',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
])

/** The text between the bracket at `open` and the one that closes it. */
function enclosed(text: string, open: number): string {
  let depth = 0
  for (let at = open; at < text.length; at += 1) {
    if ('([{'.includes(text[at] ?? '')) depth += 1
    if (')]}'.includes(text[at] ?? '')) depth -= 1
    if (depth === 0) return text.slice(open + 1, at)
  }
  return text.slice(open + 1)
}

/** The arguments of a call, from the text between its brackets. */
function argumentsOf(call: string): readonly string[] {
  const found = ['']
  let depth = 0
  let quote = ''
  for (const char of call) {
    if (quote === '' && "'`".includes(char)) quote = char
    else if (quote === char) quote = ''
    if (quote === '' && '([{'.includes(char)) depth += 1
    if (quote === '' && ')]}'.includes(char)) depth -= 1
    if (quote === '' && depth === 0 && char === ',') found.push('')
    else found.push(`${found.pop()}${char}`)
  }
  return found.map((text) => text.trim()).filter((text) => text !== '')
}

/** The code of a refusal that cites nothing; undefined when it cites something, or does not choose its code here. */
function citesNothing(call: string): string | undefined {
  const [code = '', , options = '{}'] = argumentsOf(call)
  const cites = !options.startsWith('{') || /\b(requirement|reference)\b|\.\.\./.test(options)
  return cites ? undefined : /^'(\w+)'$/.exec(code)?.[1]
}

describe('a refusal says what it rests on', () => {
  const files = globSync(`${src}/{core,oauth,idp}/**/*.ts`).filter((path) => !path.endsWith('.test.ts'))
  const calls = files.flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    const opens = [...text.matchAll(/new OAuthError\(/g)].map(({ index }) => index + 'new OAuthError'.length)
    return opens.map((open) => ({ file: relative(src, path), code: citesNothing(enclosed(text, open)) }))
  })

  test('in the source: a requirement, a section, or a code that is defined with its rule', () => {
    expect(calls.length).toBeGreaterThan(50)
    expect(calls.filter(({ code }) => code !== undefined && !explainedByCode.has(code))).toEqual([])
  })

  test('and no code is excused that need not be', () => {
    expect([...new Set(calls.flatMap(({ code }) => code ?? []))].sort()).toEqual([...explainedByCode].sort())
  })
})

/** The protected resource is asserted by its challenges. */
const elsewhere = [
  'everything.test.ts',
  'foreign-authorization-server.test.ts',
  'forged-tokens.test.ts',
  'mcp.test.ts',
  'notes.test.ts',
  'policy.test.ts',
  'resource.test.ts',
  'sessions.test.ts',
  'third-party-token.test.ts',
  'tools.test.ts',
  basename(import.meta.filename),
]

/** The object or argument list around `at`, so far as it goes on one level. */
function around(text: string, at: number): string {
  let depth = 0
  let open = at
  while (open > 0 && depth >= 0) {
    open -= 1
    if (')]}'.includes(text[open] ?? '')) depth += 1
    if ('([{'.includes(text[open] ?? '')) depth -= 1
  }
  return enclosed(text, open)
}

/** What in a test asserts a refusal otherwise than {@link expectRefusal} does. */
function assertedOtherwise(text: string): readonly string[] {
  const codes = [...text.matchAll(/\berror: '(\w+)'/g)].filter(
    ({ 1: code = '', index }) => isOAuthErrorCode(code) && !around(text, index).includes('cites'),
  )
  // A denial is the user's answer, not a refusal of ours.
  const queries = [...text.matchAll(/get\('error'\)\)\.toBe\('(?!access_denied')\w+'\)/g)]
  const bodies = [...text.matchAll(/\.error\)\.toBe\(/g)]
  const statuses = [...text.matchAll(/\.toBe\(400\)/g)]
  // Without an error code a 401 is known by its challenge (RFC 6750 §3.1).
  const challenges = [...text.matchAll(/\.toBe\(401\)\n(?!.*'www-authenticate')/g)]
  return [codes, queries, bodies, statuses, challenges].flat().map(([said]) => said.trim())
}

describe('a test of a refusal asserts what it cites', () => {
  const files = globSync(`${import.meta.dirname}/*.test.ts`).filter((path) => !elsewhere.includes(basename(path)))

  test.each(files.map((path) => ({ name: basename(path), path })))('$name', ({ path }) => {
    expect(assertedOtherwise(readFileSync(path, 'utf8'))).toEqual([])
  })

  test.each([
    "expect(await response.json()).toMatchObject({ error: 'invalid_grant' })",
    "{ name: 'a row', error: 'invalid_scope', says: 'scope' }",
    "expect(redirected(response).get('error')).toBe('invalid_scope')",
    'expect((await refusal(response)).error).toBe(error)',
    'expect(response.status).toBe(400)',
    'expect(response.status).toBe(401)\n',
  ])('and is found that does not: %j', (text) => {
    expect(assertedOtherwise(text)).toHaveLength(1)
  })

  test.each([
    "expectRefusal(response, { error: 'invalid_grant', cites: 'server-binds-codes' }, harness)",
    "toMatchObject({ error: 'forbidden_origin' })",
    "expect(redirected(response).get('error')).toBe('access_denied')",
    "expect(response.status).toBe(401)\n    expect(response.headers.get('www-authenticate')).toBe('Bearer')",
  ])('and is not that does, or is no refusal of OAuth: %j', (text) => {
    expect(assertedOtherwise(text)).toEqual([])
  })
})
