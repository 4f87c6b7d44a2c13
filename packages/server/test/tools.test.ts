import { describe, expect, test } from 'vitest'
import { codeRequest, type Harness, mcpRequest, obtainCode, startHarness, tokensOf } from './support/harness.ts'
import { adminToken, ask, callTool, STATIC, textOf } from './support/tools.ts'
import { verifies } from './support/verifies.ts'

interface ListedTool {
  readonly name: string
  readonly description: string
  readonly inputSchema: {
    readonly properties: Record<string, Record<string, unknown>>
    readonly required?: readonly string[]
    readonly additionalProperties: unknown
  }
}

async function listed(harness: Harness, token: string | undefined, modern = false): Promise<readonly ListedTool[]> {
  return (await ask(harness, 'tools/list', {}, { token, modern })).result?.['tools'] as readonly ListedTool[]
}

const names = async (...args: Parameters<typeof listed>) => (await listed(...args)).map(({ name }) => name)

const HARMLESS_FIRST = ['ping', 'echo', 'whoami', 'read_note', 'write_note', 'dangerous_delete']

describe.each([{ modern: false }, { modern: true }])('tools, modern lifecycle: $modern', ({ modern }) => {
  test('are listed with the harmless ones first, and the first works with {}', async () => {
    const harness = startHarness()
    const token = await adminToken(harness)
    expect(await names(harness, token, modern)).toEqual(HARMLESS_FIRST)
    expect(await callTool(harness, 'ping', {}, { token, modern })).toMatchObject({
      status: 200,
      result: { structuredContent: { pong: true } },
    })
  })

  test('have a schema that is closed, names what is required, and describes each argument', async () => {
    const harness = startHarness()
    const tools = await listed(harness, await adminToken(harness), modern)
    const schemas = Object.fromEntries(tools.map(({ name, inputSchema }) => [name, inputSchema]))
    expect(Object.fromEntries(tools.map(({ name, inputSchema }) => [name, inputSchema.required ?? []]))).toEqual({
      ping: [],
      echo: ['message'],
      whoami: [],
      read_note: ['key'],
      write_note: ['key', 'content'],
      dangerous_delete: ['confirm', 'target'],
    })
    expect(schemas['echo']?.properties).toMatchObject({
      message: { type: 'string' },
      count: { type: 'integer' },
      uppercase: { type: 'boolean', default: false },
    })
    expect(schemas['dangerous_delete']?.properties).toMatchObject({ confirm: { type: 'boolean' } })
    for (const { description, inputSchema } of tools) {
      expect(description).not.toBe('')
      expect(inputSchema.additionalProperties).toBe(false)
      for (const property of Object.values(inputSchema.properties)) expect(property['description']).not.toBe('')
    }
  })

  test('mark no argument as a header, where intermediaries would read it', async () => {
    verifies('resource-mirrors-no-secrets')
    const harness = startHarness()
    const tools = await listed(harness, await adminToken(harness), modern)
    expect(tools).toHaveLength(6)
    expect(JSON.stringify(tools)).not.toContain('x-mcp-header')
  })

  const wrong: readonly { tool: string; args: unknown; says: string }[] = [
    { tool: 'echo', args: { message: 5 }, says: 'message' },
    { tool: 'echo', args: { message: 'x', count: 1.5 }, says: 'count' },
    { tool: 'echo', args: { message: 'x', count: '1' }, says: 'count' },
    { tool: 'echo', args: { message: 'x', uppercase: 'true' }, says: 'uppercase' },
    { tool: 'echo', args: { message: 'x', more: 1 }, says: 'more' },
    { tool: 'echo', args: {}, says: 'message' },
    { tool: 'echo', args: undefined, says: 'message' },
    { tool: 'whoami', args: { client_id: 'somebody-else' }, says: 'client_id' },
    { tool: 'read_note', args: { key: ['k'] }, says: 'key' },
    { tool: 'read_note', args: { key: null }, says: 'key' },
    { tool: 'read_note', args: { key: '' }, says: 'key' },
    { tool: 'read_note', args: { key: ' k' }, says: 'key' },
    { tool: 'read_note', args: { key: 'k\n' }, says: 'key' },
    { tool: 'read_note', args: { key: 'é' }, says: 'key' },
    { tool: 'read_note', args: { key: 'k'.repeat(129) }, says: 'key' },
    { tool: 'write_note', args: { key: 'k', content: 5 }, says: 'content' },
    { tool: 'write_note', args: { key: ['k'], content: 'x' }, says: 'key' },
    { tool: 'write_note', args: { content: 'x' }, says: 'key' },
    { tool: 'dangerous_delete', args: { confirm: true }, says: 'target' },
    { tool: 'dangerous_delete', args: { confirm: true, target: 7 }, says: 'target' },
  ]

  test.each(wrong)(
    '$tool with $args is an error of the tool (bug 27 of the original)',
    async ({ tool, args, says }) => {
      const harness = startHarness({ allowDangerous: true })
      const answer = await callTool(harness, tool, args, { token: await adminToken(harness), modern })
      expect(answer).toMatchObject({ status: 200, result: { isError: true } })
      expect(textOf(answer)).toContain(`arguments of ${tool}`)
      expect(textOf(answer)).toContain(says)
      expect(harness.events.at(-1)).toMatchObject({ type: 'tool.called', tool, outcome: 'refused' })
    },
  )

  test.each([null, 'x', 7, []])('arguments that are no object, %j: -32602', async (args) => {
    const harness = startHarness()
    const answer = await callTool(harness, 'echo', args, { token: await adminToken(harness), modern })
    expect(answer.error).toMatchObject({ code: -32602 })
  })

  test.each(['nothing', '__proto__', 'constructor', 'toString'])('an unknown tool is -32602: %s', async (name) => {
    const harness = startHarness()
    const answer = await callTool(harness, name, {}, { token: await adminToken(harness), modern })
    expect(answer.error).toEqual({ code: -32602, message: `there is no tool ${name}` })
  })

  test.each<{ tool: string; scope: string; needed: string }>([
    { tool: 'read_note', scope: 'mcp:tools:echo', needed: 'mcp:tools:read' },
    { tool: 'write_note', scope: 'mcp:tools:read', needed: 'mcp:tools:write' },
    { tool: 'dangerous_delete', scope: 'mcp:tools:write', needed: 'mcp:tools:admin' },
  ])('$tool with $scope only: 403 naming $needed', async ({ tool, scope, needed }) => {
    const harness = startHarness()
    const token = await adminToken(harness, scope)
    const response = await harness.fetch(mcpRequest('tools/call', { name: tool, arguments: {} }, token, { modern }))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain(`scope="${needed}"`)
  })

  test('say when they have been called, and how it ended', async () => {
    const harness = startHarness()
    const token = await adminToken(harness)
    await callTool(harness, 'echo', { message: 'hi' }, { token, modern })
    await callTool(harness, 'read_note', { key: 'none' }, { token, modern })
    const told = harness.events.filter(({ type }) => type === 'tool.called')
    expect(told).toEqual([
      expect.objectContaining({ tool: 'echo', outcome: 'succeeded', arguments: { message: 'hi' }, surface: 'oauth' }),
      expect.objectContaining({ tool: 'read_note', outcome: 'failed', subject: 'dev-admin-client' }),
    ])
  })
})

describe('permission is by the body', () => {
  verifies('resource-authorizes-by-body')

  test.each<{ name: string; headers: Record<string, string> }>([
    { name: 'the header names a tool that is allowed', headers: { 'mcp-name': 'ping' } },
    { name: 'the header names a method that is allowed', headers: { 'mcp-method': 'tools/list' } },
  ])('$name: 403 without the scope of the body, 400 with it', async ({ headers }) => {
    const harness = startHarness()
    const params = { name: 'write_note', arguments: { key: 'k', content: 'x' } }
    const lie = (token: string) => harness.fetch(mcpRequest('tools/call', params, token, { modern: true, headers }))
    const narrow = await adminToken(harness, 'mcp:tools:list mcp:tools:echo mcp:tools:read')
    expect((await lie(narrow)).status).toBe(403)
    const broad = await adminToken(harness)
    const response = await lie(broad)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: -32020 } })
    expect((await callTool(harness, 'read_note', { key: 'k' }, { token: broad })).result).toMatchObject({
      isError: true,
    })
  })
})

describe('lists by setting', () => {
  verifies('resource-marks-scoped-lists-private')

  const permitted = { toolLists: 'permitted' } as const
  const LIST = 'mcp:tools:list'

  test.each([
    { scope: LIST, expected: [] },
    { scope: `${LIST} mcp:tools:echo`, expected: ['ping', 'echo'] },
    { scope: `${LIST} mcp:tools:write`, expected: ['whoami', 'read_note', 'write_note'] },
    { scope: `${LIST} mcp:tools:admin`, expected: ['whoami', 'read_note', 'write_note', 'dangerous_delete'] },
  ])('permitted, with $scope: $expected', async ({ scope, expected }) => {
    const harness = startHarness(permitted)
    for (const modern of [false, true]) {
      expect(await names(harness, await adminToken(harness, scope), modern)).toEqual(expected)
    }
  })

  test('what a list leaves out is still refused when called', async () => {
    const harness = startHarness(permitted)
    const token = await adminToken(harness, LIST)
    expect((await callTool(harness, 'ping', {}, { token })).status).toBe(403)
  })

  test('without scope to read, no note, template or prompt is listed', async () => {
    const harness = startHarness(permitted)
    const writer = await adminToken(harness)
    await callTool(harness, 'write_note', { key: 'k', content: 'x' }, { token: writer })
    for (const [method, member] of [
      ['resources/list', 'resources'],
      ['resources/templates/list', 'resourceTemplates'],
      ['prompts/list', 'prompts'],
    ] as const) {
      const token = await adminToken(harness, LIST)
      expect((await ask(harness, method, {}, { token })).result).toEqual({ [member]: [] })
      expect((await ask(harness, method, {}, { token: writer })).result?.[member]).toHaveLength(1)
    }
  })

  test.each([
    { toolLists: 'complete', method: 'tools/list', expected: 'public' },
    { toolLists: 'complete', method: 'prompts/list', expected: 'public' },
    { toolLists: 'complete', method: 'resources/templates/list', expected: 'public' },
    { toolLists: 'complete', method: 'resources/list', expected: 'private' },
    { toolLists: 'complete', method: 'server/discover', expected: 'public' },
    { toolLists: 'permitted', method: 'tools/list', expected: 'private' },
    { toolLists: 'permitted', method: 'prompts/list', expected: 'private' },
    { toolLists: 'permitted', method: 'resources/templates/list', expected: 'private' },
    { toolLists: 'permitted', method: 'resources/list', expected: 'private' },
    { toolLists: 'permitted', method: 'server/discover', expected: 'public' },
  ] as const)('$toolLists: $method is $expected', async ({ toolLists, method, expected }) => {
    const harness = startHarness({ toolLists })
    const { result } = await ask(harness, method, {}, { token: await adminToken(harness), modern: true })
    expect(result).toMatchObject({ cacheScope: expected, ttlMs: expect.any(Number) })
    // What can change with the next call is not kept.
    if (method === 'resources/list') expect(result?.['ttlMs']).toBe(0)
  })

  test('complete lists are the same for every token: what is public must not depend on who asks', async () => {
    const harness = startHarness()
    const narrow = await listed(harness, await adminToken(harness, LIST))
    expect(narrow).toEqual(await listed(harness, await adminToken(harness)))
    expect(narrow).toHaveLength(6)
  })

  test('on a surface without scopes everything is permitted', async () => {
    const { result } = await ask(startHarness(permitted), 'tools/list', {}, STATIC)
    expect(result?.['tools']).toHaveLength(6)
  })

  test('without a token: only what is open', async () => {
    const open = ['tools/list', 'resources/list']
    expect(await names(startHarness({ ...permitted, openMethods: open }), undefined)).toEqual([])
    const harness = startHarness({ ...permitted, openMethods: [...open, 'tools/call'] })
    expect(await names(harness, undefined)).toEqual(HARMLESS_FIRST)
  })

  test.each(['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'])(
    '%s has one page: a cursor is -32602',
    async (method) => {
      const harness = startHarness()
      const token = await adminToken(harness)
      for (const modern of [false, true]) {
        const { error } = await ask(harness, method, { cursor: 'x' }, { token, modern })
        expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('cursor') })
      }
    },
  )
})

describe('capabilities', () => {
  const CLIENT_CREDENTIALS = { 'io.modelcontextprotocol/oauth-client-credentials': {} }
  const handshake = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'protocol-test', version: '1' },
  }

  async function capabilities(harness: Harness, as: { token: string; path?: string }) {
    const discovered = await ask(harness, 'server/discover', {}, { ...as, modern: true })
    const initialized = await ask(harness, 'initialize', handshake, as)
    expect(initialized.result?.['capabilities']).toEqual(discovered.result?.['capabilities'])
    return initialized.result?.['capabilities']
  }

  const served = { tools: { listChanged: false }, resources: { listChanged: false }, prompts: { listChanged: false } }

  test('are what is served, and the extensions whose tokens are taken', async () => {
    const harness = startHarness()
    expect(await capabilities(harness, { token: await adminToken(harness) })).toEqual({
      ...served,
      extensions: { ...CLIENT_CREDENTIALS, 'io.modelcontextprotocol/enterprise-managed-authorization': {} },
    })
  })

  test('name no extension on the static-bearer surface', async () => {
    expect(await capabilities(startHarness(), STATIC)).toEqual(served)
  })

  test('name no extension where its grant is not taken', async () => {
    const harness = startHarness({ surfaces: ['oauth-v21', 'oauth-v2-client-creds'] })
    const resource = 'http://127.0.0.1:8765/mcp/oauth-v21'
    const code = await obtainCode(harness, { resource })
    const { access_token } = await tokensOf(await harness.post('/oauth/token', { ...codeRequest(code), resource }))
    expect(await capabilities(harness, { token: access_token, path: '/mcp/oauth-v21' })).toEqual(served)

    const response = await harness.post('/oauth/token', {
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      resource: 'http://127.0.0.1:8765/mcp/oauth-v2-client-creds',
    })
    const token = (await tokensOf(response)).access_token
    expect(await capabilities(harness, { token, path: '/mcp/oauth-v2-client-creds' })).toEqual({
      ...served,
      extensions: CLIENT_CREDENTIALS,
    })
  })

  test('name no extension where the tokens are of a foreign authorization server', async () => {
    const open = ['server/discover']
    const authorizationServer = { issuer: 'https://login.example' }
    const own = await ask(startHarness({ openMethods: open }), 'server/discover', {}, { modern: true })
    expect(own.result?.['capabilities']).toHaveProperty('extensions')
    const harness = startHarness({ openMethods: open, authorizationServer })
    const { result } = await ask(harness, 'server/discover', {}, { modern: true })
    expect(result?.['capabilities']).toEqual(served)
  })

  test.each(['completion/complete', 'logging/setLevel', 'resources/subscribe'])(
    '%s is not among them, and is not served',
    async (method) => {
      const harness = startHarness()
      const token = await adminToken(harness)
      const params = {
        'completion/complete': { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'x', value: 'x' } },
        'logging/setLevel': { level: 'info' },
        'resources/subscribe': { uri: 'note://k' },
      }[method]
      expect((await ask(harness, method, params ?? {}, { token })).error).toMatchObject({ code: -32601 })
    },
  )
})
