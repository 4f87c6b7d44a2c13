import { expect, test } from 'vitest'
import { requestedResource } from './resource.ts'

const [first, second] = ['https://a.example/mcp', 'https://a.example/other']
const ctx = { resources: [first, second] }

test('one of several known resources is taken as named, and the first without a name', () => {
  expect(requestedResource([second], ctx)).toBe(second)
  expect(requestedResource([second, second], ctx)).toBe(second)
  expect(requestedResource([], ctx)).toBe(first)
})

test('two resources are refused, though both are known: a token here has one audience', () => {
  expect(() => requestedResource([first, second], ctx)).toThrow('one resource')
  expect(() => requestedResource([first, 'https://b.example/'], ctx)).toThrow('exactly')
})
