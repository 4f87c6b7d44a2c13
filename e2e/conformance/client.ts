// The official suite's client: its context becomes options of mcp-auth, and nothing here knows a scenario by its name.
// Usage: node client.ts SERVER_URL, with MCP_CONFORMANCE_CONTEXT and MCP_CONFORMANCE_PROTOCOL_VERSION as the suite sets them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Env, nodeEnv, run } from 'mcp-auth'

interface Context {
  readonly client_id?: string
  readonly client_secret?: string
  readonly private_key_pem?: string
  readonly signing_algorithm?: string
  readonly idp_client_id?: string
  readonly idp_id_token?: string
  readonly idp_token_endpoint?: string
  readonly valid_jwt?: string
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: unknown }[]
}

interface Tool {
  readonly name: string
  readonly inputSchema: { readonly properties?: Readonly<Record<string, { readonly type?: string }>> }
}

const url = process.argv.at(-1) ?? ''
const context: Context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}')
const home = mkdtempSync(join(tmpdir(), 'mcp-auth-conformance-'))
process.exitCode = await play().finally(() => rmSync(home, { recursive: true, force: true }))

async function play(): Promise<number> {
  const login = await cli('login', url, '--if-needed', '--headless', '--default-endpoints', ...identity())
  if (login.status !== 0) return login.status
  const version = process.env['MCP_CONFORMANCE_PROTOCOL_VERSION']
  const access = ['--headless', ...(version === undefined ? [] : ['--protocol-version', version])]
  const listed = await cli('tools', url, ...access)
  if (listed.status !== 0) return listed.status
  const tools: readonly Tool[] = JSON.parse(listed.stdout).result.tools
  for (const call of context.toolCalls ?? tools.map((tool) => ({ name: tool.name, arguments: example(tool) }))) {
    const given = ['--tool-name', call.name, '--tool-arguments', JSON.stringify(call.arguments)]
    const called = await cli('call', url, 'tools/call', ...given, ...access)
    if (called.status !== 0) return called.status
  }
  return 0
}

/** Who the client is; without a word about it, the suite's metadata document. */
function identity(): readonly string[] {
  const { client_id: id, signing_algorithm: algorithm, idp_client_id: idpClient, idp_token_endpoint: idp } = context
  return [
    ...(id === undefined
      ? ['--client-metadata-url', 'https://conformance-test.local/client-metadata.json']
      : ['--client-id', id]),
    ...(algorithm === undefined ? [] : ['--signing-algorithm', algorithm]),
    ...(idp === undefined ? [] : ['--auth-mode', 'enterprise', '--idp-token-endpoint', idp]),
    ...(idpClient === undefined ? [] : ['--idp-client-id', idpClient]),
    ...(context.valid_jwt === undefined ? [] : ['--auth-mode', 'workload']),
  ]
}

/** A value of the right type for each parameter. */
function example({ inputSchema }: Tool): Readonly<Record<string, unknown>> {
  const values: Readonly<Record<string, unknown>> = { number: 1, integer: 1, boolean: true, array: [], object: {} }
  const named = Object.entries(inputSchema.properties ?? {})
  return Object.fromEntries(named.map(([name, { type = 'string' }]) => [name, values[type] ?? 'x']))
}

/** Runs one command in this process, with a store that is thrown away. */
async function cli(...args: string[]): Promise<{ readonly status: number; readonly stdout: string }> {
  let stdout = ''
  const env: Env = {
    ...nodeEnv(new AbortController().signal),
    stdin: { isTTY: false, text: async () => '', line: async () => undefined },
    stdout: (text) => {
      stdout += text
    },
    variables: {
      MCP_AUTH_CLI_HOME: home,
      MCP_AUTH_CLIENT_SECRET: context.client_secret,
      MCP_AUTH_PRIVATE_KEY: context.private_key_pem,
      MCP_AUTH_ID_TOKEN: context.idp_id_token,
      MCP_AUTH_ASSERTION: context.valid_jwt,
    },
  }
  const status = await run([...args, '--json'], env)
  return { status, stdout }
}
