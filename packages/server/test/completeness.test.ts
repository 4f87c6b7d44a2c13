import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { requirements } from '@mcp-auth/spec'
import { describe, expect, test } from 'vitest'
import { NAME, VERSION } from '../src/core/version.ts'
import * as faults from '../src/faults/registry.ts'

const root = `${import.meta.dirname}/..`

describe('every registry lists its whole folder', () => {
  test.each([
    { folder: 'oauth/token/grants', others: [] },
    { folder: 'oauth/clients/methods', others: ['method.ts'] },
    { folder: 'mcp/tools', others: ['tool.ts'] },
    { folder: 'mcp/everything/tools', others: ['diagnostic.ts', 'register.ts'] },
    { folder: 'mcp/resources', others: ['resource.ts', 'mounted.ts'] },
    { folder: 'openapi/areas', others: [] },
    { folder: 'faults', others: ['fault.ts', 'inject.ts', 'armed.ts', 'location.ts', 'instead.ts', 'without.ts'] },
  ])('$folder', ({ folder, others }) => {
    const registered = [...readFileSync(`${root}/src/${folder}/registry.ts`, 'utf8').matchAll(/from '\.\/(.+)'/g)].map(
      ([, file]) => file,
    )
    const present = globSync(`${root}/src/${folder}/*.ts`)
      .map((path) => basename(path))
      .filter((file) => file !== 'registry.ts' && !others.includes(file) && !file.endsWith('.test.ts'))
    expect(registered.sort()).toEqual(present.sort())
  })
})

test('a fault is called like its file', () => {
  for (const fault of Object.values(faults)) {
    expect(readFileSync(`${root}/src/faults/${fault.id}.ts`, 'utf8')).toContain(`id: '${fault.id}'`)
  }
})

test('the version on the wire is that of the package', () => {
  expect(JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))).toMatchObject({ name: NAME, version: VERSION })
})

/** Requirements of the server that no test shows yet, and what they wait for. An entry whose time has come fails. */
const waiting: Readonly<Record<string, string>> = {}

test.each([
  { party: 'authorization-server', rows: 36 },
  { party: 'protected-resource', rows: 40 },
])('every requirement of the $party is shown by a test, or waits for what it is about', ({ party, rows }) => {
  const sources = [...globSync(`${root}/{test,src}/**/*.test.ts`), ...globSync(`${root}/../../e2e/**/*.test.ts`)]
  const cited = new Set(
    sources.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/verifies\(([^)]*)\)/g)].flatMap(([, ids = '']) =>
        [...ids.matchAll(/'([^']+)'/g)].map(([, id = '']) => id),
      ),
    ),
  )
  const own = Object.entries(requirements).flatMap(([id, row]) => (row.party === party ? [id] : []))
  expect(own).toHaveLength(rows)
  const expected = Object.keys(waiting).filter((id) => own.includes(id))
  expect(own.filter((id) => !cited.has(id)).sort()).toEqual(expected.sort())
})
