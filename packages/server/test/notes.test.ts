import { describe, expect, test } from 'vitest'
import { parseConfig } from '../src/core/config.ts'
import type { Context } from '../src/core/context.ts'
import { VirtualClock } from '../src/index.ts'
import { notesOf, writeNote } from '../src/mcp/notes/notebook.ts'
import { mountedResources } from '../src/mcp/resources/mounted.ts'
import { memoryStore } from '../src/store/memory.ts'
import { type Harness, obtainTokens, startHarness } from './support/harness.ts'
import { type As, adminToken, ask, callTool, STATIC, textOf } from './support/tools.ts'

const SCOPE = 'mcp:tools:list mcp:tools:echo mcp:tools:read mcp:tools:write'

async function userToken(harness: Harness, subject: string): Promise<string> {
  return (await obtainTokens(harness, { scope: SCOPE, login_hint: subject })).access_token
}

const write = (harness: Harness, key: string, content: string, as: As) =>
  callTool(harness, 'write_note', { key, content }, as)
const read = (harness: Harness, key: string, as: As) => callTool(harness, 'read_note', { key }, as)
const remove = (harness: Harness, target: string, as: As) =>
  callTool(harness, 'dangerous_delete', { confirm: true, target }, as)

async function uris(harness: Harness, as: As): Promise<readonly string[]> {
  const { result } = await ask(harness, 'resources/list', {}, as)
  return ((result?.['resources'] ?? []) as readonly { readonly uri: string }[]).map(({ uri }) => uri)
}

describe.each([{ modern: false }, { modern: true }])('a note, modern lifecycle: $modern', ({ modern }) => {
  test('is written, read, replaced and deleted', async () => {
    const harness = startHarness({ allowDangerous: true })
    const as = { token: await adminToken(harness), modern }
    expect((await write(harness, 'todo', 'buy 💡', as)).result).toMatchObject({
      structuredContent: { key: 'todo', stored: true, length: 5 },
      content: [{ type: 'text', text: '{"key":"todo","stored":true,"length":5}' }],
    })
    expect((await read(harness, 'todo', as)).result?.['structuredContent']).toEqual({ key: 'todo', content: 'buy 💡' })
    await write(harness, 'todo', '', as)
    expect((await read(harness, 'todo', as)).result?.['structuredContent']).toEqual({ key: 'todo', content: '' })
    expect(await uris(harness, as)).toEqual(['note://todo'])
    const done = { action: 'dangerous_delete', target: 'todo', status: 'executed' }
    expect((await remove(harness, 'todo', as)).result?.['structuredContent']).toEqual(done)
    const answer = await read(harness, 'todo', as)
    expect(answer.result).toMatchObject({ isError: true })
    expect(textOf(answer)).toBe('note not found: todo')
    const again = (await remove(harness, 'todo', as)).result?.['structuredContent']
    expect(again).toEqual({ ...done, status: 'not_found' })
  })

  test('is a resource under a URI with its key encoded', async () => {
    const harness = startHarness()
    const as = { token: await adminToken(harness), modern }
    const key = "a b/c?d#e%f!'()*~"
    const uri = 'note://a%20b%2Fc%3Fd%23e%25f%21%27%28%29%2A~'
    await write(harness, key, 'text', as)
    expect((await ask(harness, 'resources/list', {}, as)).result?.['resources']).toEqual([
      { uri, name: key, mimeType: 'text/plain', size: 4 },
    ])
    expect((await ask(harness, 'resources/templates/list', {}, as)).result?.['resourceTemplates']).toEqual([
      expect.objectContaining({ uriTemplate: 'note://{key}', mimeType: 'text/plain' }),
    ])
    const { result } = await ask(harness, 'resources/read', { uri }, as)
    expect(result?.['contents']).toEqual([{ uri, mimeType: 'text/plain', text: 'text' }])
    if (modern) expect(result).toMatchObject({ cacheScope: 'private', ttlMs: 0 })
  })

  test.each([
    'note://nothing',
    'note://k/more',
    'note://k?x',
    'note://k#x',
    'note://',
    'note:k',
    'NOTE://k',
    'http://k',
    'note://%zz',
    'note://%ff',
    'note://%00',
    '__proto__',
  ])('what is no note is not found: %s', async (uri) => {
    const harness = startHarness()
    const as = { token: await adminToken(harness), modern }
    await write(harness, 'k', 'text', as)
    const { status, error } = await ask(harness, 'resources/read', { uri }, as)
    expect(status).toBe(200)
    // SEP-2164 settled on -32602; the revisions before it have -32002.
    expect(error).toEqual({ code: modern ? -32602 : -32002, message: `Resource not found: ${uri}`, data: { uri } })
  })

  test('is summarized by a prompt that brings them along', async () => {
    const harness = startHarness()
    const as = { token: await adminToken(harness), modern }
    const { result } = await ask(harness, 'prompts/list', {}, as)
    expect(result?.['prompts']).toEqual([{ name: 'summarize_notes', description: expect.any(String) }])
    const messages = async () =>
      (await ask(harness, 'prompts/get', { name: 'summarize_notes' }, as)).result?.['messages']
    expect(await messages()).toEqual([
      { role: 'user', content: { type: 'text', text: 'There are no notes to summarize: say so.' } },
    ])
    await write(harness, 'one', 'first', as)
    await write(harness, 'two', 'second', as)
    const resource = (key: string, text: string) => ({
      role: 'user',
      content: { type: 'resource', resource: { uri: `note://${key}`, mimeType: 'text/plain', text } },
    })
    expect(await messages()).toEqual([
      { role: 'user', content: { type: 'text', text: 'Summarize the 2 notes below, and name the key of each.' } },
      resource('one', 'first'),
      resource('two', 'second'),
    ])
    const unknown = await ask(harness, 'prompts/get', { name: 'constructor' }, as)
    expect(unknown.error).toEqual({ code: -32602, message: 'there is no prompt constructor' })
  })
})

describe('notes are of one subject, at one endpoint, of one issuer (bug 30 of the original)', () => {
  const others: readonly { name: string; other: (harness: Harness) => Promise<As> }[] = [
    { name: 'another subject', other: async (harness) => ({ token: await userToken(harness, 'bob') }) },
    { name: 'another endpoint', other: async () => STATIC },
    { name: 'a client of its own', other: async (harness) => ({ token: await adminToken(harness) }) },
  ]

  test.each(others)('$name sees none, reads none, replaces none and deletes none', async ({ other }) => {
    const harness = startHarness({ allowDangerous: true })
    const mine = { token: await userToken(harness, 'alice') }
    const theirs = await other(harness)
    await write(harness, 'k', 'mine', mine)
    expect((await read(harness, 'k', theirs)).result).toMatchObject({ isError: true })
    expect(await uris(harness, theirs)).toEqual([])
    expect((await ask(harness, 'resources/read', { uri: 'note://k' }, theirs)).error).toMatchObject({ code: -32002 })
    expect((await ask(harness, 'prompts/get', { name: 'summarize_notes' }, theirs)).result?.['messages']).toHaveLength(
      1,
    )
    await remove(harness, 'k', theirs)
    await write(harness, 'k', 'theirs', theirs)
    expect((await read(harness, 'k', mine)).result?.['structuredContent']).toEqual({ key: 'k', content: 'mine' })
    expect((await read(harness, 'k', theirs)).result?.['structuredContent']).toEqual({ key: 'k', content: 'theirs' })
  })

  test('the same name at another issuer is another subject', async () => {
    const clock = new VirtualClock(1_795_392_000_000)
    // All of a context that notes touch.
    const ctx = { config: parseConfig(), clock, store: memoryStore(clock) } as unknown as Context
    const [resource] = mountedResources(['oauth'], { verify: async () => ({ problem: 'nobody asks' }) })
    if (resource === undefined) throw new Error('no resource')
    const of = (issuer: string) => ({ caller: { subject: 'alice', issuer }, resource, ctx })
    await writeNote('k', 'mine', of('https://one.example'))
    expect(await notesOf(of('https://one.example'))).toEqual([{ key: 'k', content: 'mine' }])
    expect(await notesOf(of('https://two.example'))).toEqual([])
  })

  test('the same subject finds them with another client', async () => {
    const harness = startHarness()
    await write(harness, 'k', 'mine', { token: await userToken(harness, 'alice') })
    const { result } = await read(harness, 'k', { token: await userToken(harness, 'alice') })
    expect(result?.['structuredContent']).toEqual({ key: 'k', content: 'mine' })
  })
})

describe('without a token, where tools are open', () => {
  const open = {
    openMethods: ['tools/call', 'resources/list', 'resources/read', 'prompts/get'],
    allowDangerous: true,
  }

  test('nothing is written, and nothing is there', async () => {
    const harness = startHarness(open)
    const nobody = {}
    const answer = await write(harness, 'k', 'x', nobody)
    expect(answer).toMatchObject({ status: 200, result: { isError: true } })
    expect(textOf(answer)).toBe('notes belong to whom a token speaks for: present an access token')
    expect((await read(harness, 'k', nobody)).result).toMatchObject({ isError: true })
    expect(await uris(harness, nobody)).toEqual([])
    expect((await remove(harness, 'k', nobody)).result).toMatchObject({ structuredContent: { status: 'not_found' } })
    expect((await ask(harness, 'resources/read', { uri: 'note://k' }, nobody)).error).toMatchObject({ code: -32002 })
  })
})

describe('notes are bounded', () => {
  test('in number for each subject: one more is refused, a replacement is not', async () => {
    const harness = startHarness({ notesPerSubject: 2, allowDangerous: true })
    const as = { token: await adminToken(harness) }
    for (const key of ['a', 'b']) expect((await write(harness, key, 'x', as)).result).not.toHaveProperty('isError')
    const refused = await write(harness, 'c', 'x', as)
    expect(refused.result).toMatchObject({ isError: true })
    expect(textOf(refused)).toBe('there are 2 notes of yours here already: delete one first')
    expect((await write(harness, 'a', 'y', as)).result).not.toHaveProperty('isError')
    expect(await uris(harness, as)).toEqual(['note://a', 'note://b'])
    await remove(harness, 'a', as)
    expect((await write(harness, 'c', 'x', as)).result).not.toHaveProperty('isError')
    expect((await write(harness, 'd', 'x', STATIC)).result).not.toHaveProperty('isError')
  })

  test('in number at one moment, too', async () => {
    const harness = startHarness({ notesPerSubject: 5 })
    const as = { token: await adminToken(harness) }
    await Promise.all(Array.from({ length: 20 }, (_, index) => write(harness, `k${index}`, 'x', as)))
    expect(await uris(harness, as)).toHaveLength(5)
  })

  test('in how many keep some: one more is refused, and writing and deleting uses up no room', async () => {
    const harness = startHarness({ notebookLimit: 2, notebookLifetime: 1000, allowDangerous: true })
    const as = { token: await adminToken(harness) }
    for (let round = 0; round < 10; round += 1) {
      await write(harness, 'k', 'x', as)
      await remove(harness, 'k', as)
    }
    expect((await write(harness, 'k', 'x', STATIC)).result).not.toHaveProperty('isError')
    const alice = { token: await userToken(harness, 'alice') }
    const refused = await write(harness, 'k', 'x', alice)
    expect(refused.result).toMatchObject({ isError: true })
    expect(textOf(refused)).toMatch(/^too many subjects keep notes here: try again in \d+ seconds$/)
    harness.clock.advance(1100)
    expect((await write(harness, 'k', 'x', alice)).result).not.toHaveProperty('isError')
  })

  test('in time: they are kept from the first on, and no longer', async () => {
    const clock = new VirtualClock(1_795_392_000_000)
    const store = memoryStore(clock)
    const harness = startHarness({ notebookLifetime: 1000 }, { clock, store })
    const as = { token: await adminToken(harness) }
    await write(harness, 'k', 'x', as)
    clock.advance(999)
    await write(harness, 'l', 'x', as)
    expect(await uris(harness, as)).toHaveLength(2)
    clock.advance(1)
    expect(await uris(harness, as)).toEqual([])
    expect((await read(harness, 'k', as)).result).toMatchObject({ isError: true })
  })
})

test('an error that nobody meant is told to the operator, not to the caller', async () => {
  const clock = new VirtualClock(1_795_392_000_000)
  const inner = memoryStore(clock)
  const store: typeof inner = {
    ...inner,
    update: (key, change) => {
      if (key.includes(' notebooks:')) throw new Error('the disk of srv-17 is full')
      return inner.update(key, change)
    },
  }
  const harness = startHarness({}, { clock, store })
  for (const modern of [false, true]) {
    const answer = await write(harness, 'k', 'x', { ...STATIC, modern })
    expect(answer).toMatchObject({
      status: 200,
      error: { code: -32603, message: 'the server failed: this is its own bug' },
    })
    expect(JSON.stringify(answer)).not.toContain('srv-17')
    expect(harness.events.at(-1)).toMatchObject({
      type: 'request.refused',
      code: 'server_error',
      reason: expect.stringContaining('srv-17'),
    })
  }
})
