import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { namesTarget } from './dpop-target.ts'

/** A path of segments without dots, so that no segment is a dot segment by itself. */
const path = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_~-]{1,8}$/), { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join('/')}`)
const host = fc.constantFrom('127.0.0.1', '[::1]', 'localhost', 'mcp.example', 'a-b.example')
const origin = fc.tuple(fc.constantFrom('http', 'https'), host, fc.constantFrom('', ':8765', ':1'))

/** Ways to write the same URI: RFC 3986 §6.2.2.1 (case), §6.2.2.2 (escapes), §6.2.2.3 (dot segments), §6.2.3 (default port). */
const spelling = fc.record({
  upper: fc.boolean(),
  escapeAt: fc.nat(),
  dots: fc.constantFrom('', '/.', '/x/..', '/%2E', '/x/%2e%2E'),
  port: fc.boolean(),
  tail: fc.constantFrom('', '?', '?a=b', '#', '#c', '?a=b#c', '?a=/../d'),
})

function escaped(path: string, at: number): string {
  const index = 1 + (at % (path.length - 1))
  const character = path.charAt(index)
  if (character === '/') return path
  const code = character.charCodeAt(0).toString(16)
  return `${path.slice(0, index)}%${at % 2 === 0 ? code : code.toUpperCase()}${path.slice(index + 1)}`
}

describe('the URI that a proof names (RFC 9449 §4.3)', () => {
  test('may be spelt in any way that is the same by RFC 3986 §6.2.2 and §6.2.3', () => {
    fc.assert(
      fc.property(
        origin,
        path,
        spelling,
        ([scheme, name, port], path, { upper, escapeAt, dots, port: spelt, tail }) => {
          const standard = scheme === 'https' ? ':443' : ':80'
          const authority = `${scheme}://${name}${port === '' && spelt ? standard : port}`
          const htu = `${upper ? authority.toUpperCase() : authority}${dots}${escaped(path, escapeAt)}${tail}`
          expect(namesTarget(htu, `${scheme}://${name}${port}${path}`)).toBe(true)
        },
      ),
    )
  })

  test('is another one if scheme, host, port or path differ', () => {
    fc.assert(
      fc.property(origin, path, origin, path, (one, onePath, other, otherPath) => {
        const uri = ([scheme, name, port]: readonly string[], path: string): string =>
          `${scheme}://${name}${port}${path}`
        const same = uri(one, onePath) === uri(other, otherPath)
        expect(namesTarget(uri(one, onePath), uri(other, otherPath))).toBe(same)
      }),
    )
  })

  test('never makes the server fail', () => {
    const target = 'https://mcp.example/oauth/token'
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (htu) => !namesTarget(htu, target)))
    fc.assert(fc.property(fc.webUrl(), (htu) => !namesTarget(htu, target)))
  })

  test.each([
    'https://mcp.example/oauth/token/',
    'https://mcp.example/OAUTH/token',
    'https://mcp.example//oauth/token',
    'https://mcp.example/oauth%2Ftoken',
    'https://mcp.example\\oauth\\token',
    'https:/mcp.example/oauth/token',
    'https:mcp.example/oauth/token',
    '//mcp.example/oauth/token',
    '/oauth/token',
    'https://user@mcp.example/oauth/token',
    'https://user:password@mcp.example/oauth/token',
    'https://mcp.example/oauth/to ken',
    ' https://mcp.example/oauth/token',
    'https://mcp.example/oauth/token\n',
    'https://mcp.example/oauth/to\tken',
    'https://mcp.example/oauth/token%',
    'https://mcp.example:8443/oauth/token',
    'https://mcp.example./oauth/token',
    'ftp://mcp.example/oauth/token',
    '',
  ])('%j is not https://mcp.example/oauth/token', (htu) => {
    expect(namesTarget(htu, 'https://mcp.example/oauth/token')).toBe(false)
  })

  test('an empty path is a slash (RFC 3986 §6.2.3)', () => {
    expect(namesTarget('https://mcp.example', 'https://mcp.example/')).toBe(true)
    expect(namesTarget('https://mcp.example?a', 'https://mcp.example/')).toBe(true)
  })

  test('an escape that has to be one is the same in either case, and not the character', () => {
    expect(namesTarget('https://mcp.example/a%2fb', 'https://mcp.example/a%2Fb')).toBe(true)
    expect(namesTarget('https://mcp.example/a%3fb', 'https://mcp.example/a?b')).toBe(false)
  })
})
