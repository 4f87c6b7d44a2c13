import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorizationHints, parseChallenges } from '../src/discovery/challenge.ts'
import { verifies } from './support/verifies.ts'

const parsed = (header: string): unknown =>
  parseChallenges(header).challenges.map(({ scheme, token68, parameters }) => [
    scheme,
    ...(token68 === undefined ? [] : [token68]),
    Object.fromEntries(parameters),
  ])

describe('WWW-Authenticate (RFC 9110 §11.6.1)', () => {
  test.each([
    ['', []],
    ['Bearer', [['bearer', {}]]],
    ['Bearer ', [['bearer', {}]]],
    [
      'Negotiate, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    ['Bearer realm=x', [['bearer', { realm: 'x' }]]],
    ['BEARER Scope="A b"', [['bearer', { scope: 'A b' }]]],
    ['Bearer a=1,b="2" , c = "3"', [['bearer', { a: '1', b: '2', c: '3' }]]],
    ['Bearer a="x, Basic b=\\"c\\"", d=e', [['bearer', { a: 'x, Basic b="c"', d: 'e' }]]],
    [
      'Negotiate dG9r==, Bearer a=b',
      [
        ['negotiate', 'dG9r==', {}],
        ['bearer', { a: 'b' }],
      ],
    ],
    [
      'Bearer a=b, Negotiate dG9r',
      [
        ['bearer', { a: 'b' }],
        ['negotiate', 'dG9r', {}],
      ],
    ],
    [
      ', ,Bearer a=b,, , Basic',
      [
        ['bearer', { a: 'b' }],
        ['basic', {}],
      ],
    ],
    ['Bearer a=""', [['bearer', { a: '' }]]],
  ])('%s', (header, challenges) => {
    expect(parsed(header)).toEqual(challenges)
    expect(parseChallenges(header).malformed).toBe(false)
  })

  test.each([
    'Bearer a="b',
    'Bearer a=b c=d',
    'Bearer a="b"c',
    'Bearer a=1, a=2',
    '"Bearer" a=b',
    'Bearer "a"=b',
    'Bearer a="\u0000"',
    'Bearer a==b=c',
  ])('%s is malformed', (header) => {
    expect(parseChallenges(header)).toMatchObject({ malformed: true, challenges: [] })
  })

  test('what was well-formed before a mistake still counts', () => {
    expect(parsed('Bearer a=b, Basic realm="')).toEqual([['bearer', { a: 'b' }]])
  })

  const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/)
  const quotable = fc.stringMatching(/^[\t !-~\u0080-\u00ff]{0,20}$/)
  const spacing = fc.constantFrom('', ' ', '\t', '  ')
  const challenge = fc.record({
    scheme: token,
    parameters: fc.uniqueArray(fc.tuple(token, quotable), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name.toLowerCase(),
    }),
  })

  test('any list of challenges is read back, however it is spaced and quoted', () => {
    verifies('client-parses-challenges')
    fc.assert(
      fc.property(
        fc.array(challenge, { minLength: 1, maxLength: 4 }),
        spacing,
        spacing,
        (challenges, before, after) => {
          const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`
          const header = challenges
            .map(({ scheme, parameters }) => {
              const list = parameters.map(([name, value]) => `${name}${before}=${after}${quote(value)}`)
              return `${scheme} ${list.join(`${before},${after}`)}`
            })
            .join(`${after},${before}`)
          const expected = challenges.map(({ scheme, parameters }) => [
            scheme.toLowerCase(),
            Object.fromEntries(parameters.map(([name, value]) => [name.toLowerCase(), value])),
          ])
          expect(parsed(header)).toEqual(expected)
        },
      ),
    )
  })

  test('nothing makes it throw or hang', () => {
    const pieces = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'scope', 'a', '\t', 'é', '==')
    fc.assert(fc.property(fc.array(pieces, { maxLength: 30 }), (list) => void parseChallenges(list.join(''))))
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (header) => void parseChallenges(header)))
  })
})

describe('what a challenge says about authorization', () => {
  test('names are matched whole and values are not searched', () => {
    verifies('client-parses-challenges')
    const header =
      'Bearer x_scope="decoy", error_description="scope=bad, resource_metadata=\\"http://evil\\"", scope="real"'
    expect(authorizationHints(header)).toEqual({ scope: 'real', malformed: false, schemes: ['bearer'] })
  })

  test('Bearer goes before DPoP, and other schemes have nothing to say', () => {
    const header = 'Basic scope="no", DPoP scope="second", Bearer scope="first", resource_metadata="https://m"'
    expect(authorizationHints(header)).toMatchObject({ scope: 'first', resourceMetadata: 'https://m' })
    expect(authorizationHints('DPoP resource_metadata="https://m"')).toMatchObject({ resourceMetadata: 'https://m' })
    expect(authorizationHints('Basic resource_metadata="https://m"')).not.toHaveProperty('resourceMetadata')
  })

  test('no header, and an empty scope, say nothing', () => {
    expect(authorizationHints(undefined)).toEqual({ malformed: false, schemes: [] })
    expect(authorizationHints('Bearer scope=""')).not.toHaveProperty('scope')
  })
})
