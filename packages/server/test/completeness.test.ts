import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { VERSION } from '../src/core/version.ts'
import * as faults from '../src/faults/registry.ts'

const root = `${import.meta.dirname}/..`

describe('every registry lists its whole folder', () => {
  test.each([
    { folder: 'oauth/token/grants', others: [] },
    { folder: 'oauth/clients/methods', others: ['method.ts'] },
    { folder: 'mcp/tools', others: ['tool.ts'] },
    { folder: 'mcp/resources', others: ['resource.ts', 'mounted.ts'] },
    { folder: 'faults', others: ['fault.ts', 'inject.ts', 'armed.ts', 'location.ts'] },
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
  expect(JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))).toMatchObject({ version: VERSION })
})
