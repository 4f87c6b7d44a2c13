import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Block, blocksOf, metaValue, missingLines, type Ran, Reader, textOf } from './support/blocks.ts'

const content = join(import.meta.dirname, '../docs/content')
const LANGUAGES = ['sh', 'output', 'json', 'yaml', 'ts', 'python']

/** Commands that cannot be run here are rare, and say why. */
const NOT_RUN = 2

const pages = globSync('**/*.md', { cwd: content })
  .sort()
  .map((path) => ({ path, blocks: blocksOf(readFileSync(join(content, path), 'utf8')) }))
const isRun = ({ language, meta }: Block) => language === 'sh' && !/\bnorun\b/.test(meta)

test('every block of the site is in a language that is tried, and hardly any command is left out', () => {
  const blocks = pages.flatMap((page) => page.blocks)
  expect(blocks.filter(({ language }) => !LANGUAGES.includes(language))).toEqual([])
  const left = blocks.filter((block) => block.language === 'sh' && !isRun(block))
  expect(left.map((block) => metaValue(block, 'reason')?.length ?? 0).every((length) => length > 10)).toBe(true)
  expect(left.length).toBeLessThanOrEqual(NOT_RUN)
  expect(blocks.filter(isRun).length).toBeGreaterThan(40)
})

describe.each(pages.filter(({ blocks }) => blocks.some(isRun)))('the commands of $path', ({ blocks }) => {
  let reader: Reader
  let last: Ran = { status: 0, text: '' }

  beforeAll(() => {
    reader = new Reader()
  })
  afterAll(() => reader.close())

  test.each(blocks.map((block) => [`${block.language} in line ${block.line}`, block] as const))(
    '%s',
    async (_, block) => {
      if (block.language === 'output') expect(missingLines(block.text, last.text)).toEqual([])
      if (!isRun(block)) return
      if (/^server\b/.test(block.meta)) return void (await reader.serve(block.text))
      last = await reader.run(block.text)
      expect({ ...last, block: block.text }).toMatchObject({ status: Number(metaValue(block, 'exit') ?? 0) })
    },
  )
})

describe('what is no command', () => {
  test.each(pages)('is well-formed in $path', ({ path, blocks }) => {
    for (const block of blocks) {
      const text = textOf(block)
      expect(text.trim(), `${relative('.', path)}:${block.line}`).not.toBe('')
      if (block.language === 'json') JSON.parse(text)
      if (block.language === 'yaml') parse(text)
      if (block.language === 'ts') transformSync(text, { loader: 'ts' })
    }
  })
})
