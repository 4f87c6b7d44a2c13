import { describe, expect, test } from 'vitest'
import { mirroredArguments, mirroredHeaders } from '../src/mcp/tool-headers.ts'

const tool = (properties: object, more: object = {}) => ({
  name: 't',
  inputSchema: { type: 'object', properties, ...more },
})
const text = (header: unknown) => ({ type: 'string', 'x-mcp-header': header })

describe('x-mcp-header', () => {
  test('names arguments at any depth of properties', () => {
    const nested = { type: 'object', properties: { limit: { type: 'integer', 'x-mcp-header': 'Limit' } } }
    expect(mirroredArguments(tool({ region: text('Region'), options: nested, plain: { type: 'number' } }))).toEqual([
      { name: 'Region', path: ['region'] },
      { name: 'Limit', path: ['options', 'limit'] },
    ])
  })

  test.each([
    ['empty', tool({ a: text('') }), /is not a header name/],
    ['no string', tool({ a: text(7) }), /is not a header name/],
    ['with a blank', tool({ a: text('a b') }), /is not a header name/],
    ['with a line break', tool({ a: text('a\r\nb') }), /is not a header name/],
    ['twice, but for case', tool({ a: text('Region'), b: text('region') }), /two parameters/],
    ['on a number', tool({ a: { type: 'number', 'x-mcp-header': 'A' } }), /not on a string, an integer or a boolean/],
    ['on an object', tool({ a: { type: 'object', 'x-mcp-header': 'A' } }), /not on a string, an integer or a boolean/],
    ['on no type', tool({ a: { 'x-mcp-header': 'A' } }), /not on a string, an integer or a boolean/],
    ['in an array', tool({ a: { type: 'array', items: text('A') } }), /stands under items/],
    ['in a choice', tool({}, { oneOf: [{ properties: { a: text('A') } }] }), /stands under oneOf/],
  ])('%s: the tool is not used', (_what, definition, says) => {
    expect(mirroredArguments(definition)).toMatch(says)
  })

  test.each([
    ['a word', 'us-west1', 'us-west1'],
    ['inner blanks', 'us west 1', 'us west 1'],
    ['nothing', '', ''],
    ['a blank before', ' x', `=?base64?${btoa(' x')}?=`],
    ['a tab before', '\tx', `=?base64?${btoa('\tx')}?=`],
    ['a line break', 'a\nb', `=?base64?${btoa('a\nb')}?=`],
    ['another script', '世', `=?base64?${Buffer.from('世').toString('base64')}?=`],
    ['what looks encoded', '=?base64?eA==?=', `=?base64?${btoa('=?base64?eA==?=')}?=`],
    ['true', true, 'true'],
    ['a number', -42, '-42'],
    ['null', null, undefined],
    ['an object', {}, undefined],
    ['an integer that is not exact', 2 ** 53, undefined],
  ])('%s', (_what, value, header) => {
    const headers = mirroredHeaders([{ name: 'A', path: ['o', 'a'] }], { o: { a: value } })
    expect(headers).toEqual(header === undefined ? {} : { 'mcp-param-A': header })
  })

  test('an argument that is inherited is none', () => {
    expect(mirroredHeaders([{ name: 'A', path: ['constructor', 'name'] }], {})).toEqual({})
  })
})
