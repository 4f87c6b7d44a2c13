import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { VERSION } from '../src/version.ts'

test('the version it prints is that of the package', () => {
  expect(JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, 'utf8'))).toMatchObject({ version: VERSION })
})
