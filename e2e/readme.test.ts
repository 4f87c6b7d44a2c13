import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf, metaValue, Reader } from './support/blocks.ts'

const root = join(import.meta.dirname, '..')
const blocks = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'))

describe('the README', () => {
  let reader: Reader

  beforeAll(() => {
    reader = new Reader(root)
  })
  afterAll(() => reader.close())

  test('starts with the server, and leaves no command out', () => {
    const commands = blocks.filter(({ language }) => language === 'sh')
    expect(commands[0]).toMatchObject({ meta: 'server', text: 'npm ci && npx mcp-auth-test-server\n' })
    expect(commands.length).toBeGreaterThan(6)
    expect(commands.filter(({ meta }) => meta !== '' && meta !== 'server')).toEqual([])
  })

  // In order, as somebody would type them: a later one builds on an earlier login.
  test.each(blocks.map((block) => [`${block.language} in line ${block.line}`, block] as const))(
    'has a block that works: %s',
    async (_, block) => {
      if (block.language === 'json') JSON.parse(block.text)
      if (block.language !== 'sh') return
      if (block.meta === 'server') return void (await reader.serve(block.text))
      const ran = await reader.run(block.text)
      expect({ ...ran, block: block.text }).toMatchObject({ status: Number(metaValue(block, 'exit') ?? 0) })
      expect(ran.text).not.toBe('')
    },
    60_000,
  )
})
