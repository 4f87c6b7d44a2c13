import { globSync, readFileSync } from 'node:fs'
import { requirements } from '@mcp-auth/spec'
import { expect, test } from 'vitest'

const root = `${import.meta.dirname}/..`

/** Requirements of clients that this one cannot keep or break, and why. An entry that a test cites fails. */
const notApplicable: Readonly<Record<string, string>> = {
  'client-serves-metadata-document': 'the document that --client-metadata-url names is served by its owner',
  'client-publishes-no-shared-secret': 'the document that --client-metadata-url names is served by its owner',
}

/** Every id that a test of this package cites. */
const cited = new Set(
  globSync(`${root}/test/**/*.test.ts`).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/verifies\(([^)]*)\)/g)].flatMap(([, ids = '']) =>
      [...ids.matchAll(/'([^']+)'/g)].map(([, id = '']) => id),
    ),
  ),
)

const own = Object.entries(requirements).flatMap(([id, { party }]) => (party === 'client' ? [id] : []))

test('there are as many requirements of clients as the catalogue has', () => {
  expect(own).toHaveLength(118)
})

test('every requirement of clients is shown by a test, or cannot apply here', () => {
  const excused = Object.keys(notApplicable)
  expect(own.filter((id) => !cited.has(id) && !excused.includes(id))).toEqual([])
})

test('what cannot apply is a requirement of clients, and no test shows it', () => {
  expect(Object.keys(notApplicable).filter((id) => !own.includes(id) || cited.has(id))).toEqual([])
})

test('no test cites a requirement of anyone else', () => {
  expect([...cited].filter((id) => !own.includes(id))).toEqual([])
})
