import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideDevice } from './support/device.ts'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let folder: string

beforeAll(async () => {
  server = await startServer()
  // In here, so that what is written finds the packages of this workspace.
  folder = await mkdtemp(join(import.meta.dirname, '.openapi-client-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await server.stop()
})

/** A client that knows the server by the types of its document alone. */
const CLIENT = `import createClient from 'openapi-fetch'
import type { paths } from './api.d.ts'

export async function useServer(baseUrl: string, approve: (url: string) => Promise<unknown>) {
  const api = createClient<paths>({ baseUrl })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const begun = await api.POST('/oauth/device/authorize', { headers, body: { client_id: 'phase-11-device-client' } })
  if (begun.data === undefined) throw new Error(begun.error.error)
  const { device_code, verification_uri_complete, interval } = begun.data
  const seconds: number = interval
  const poll = () =>
    api.POST('/oauth/token', {
      headers,
      body: {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'phase-11-device-client',
        device_code,
      },
    })
  const early = await poll()
  const waits: string | undefined = early.error?.error
  await approve(verification_uri_complete)
  const polled = await poll()
  if (polled.data === undefined) throw new Error(polled.error.error)
  const { access_token, token_type } = polled.data
  const type: 'Bearer' | 'DPoP' = token_type
  const called = await api.POST('/mcp/oauth', {
    headers: { Authorization: \`\${type} \${access_token}\`, Accept: 'application/json, text/event-stream' },
    body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: { message: 'typed' } } },
    parseAs: 'text',
  })
  return { seconds, waits, type, status: called.response.status, said: String(called.data) }
}
`

test('types made from the document compile, and a client with them completes the device flow', async () => {
  const document = await (await fetch(`${server.issuer}/openapi.json`)).text()
  // What has a default may be left out of a request.
  const api = astToString(await openapiTS(document, { defaultNonNullable: false }))
  const program = join(folder, 'client.ts')
  await Promise.all([writeFile(join(folder, 'api.d.ts'), api), writeFile(program, CLIENT)])
  const strict = [
    '--strict',
    '--noEmit',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
    '--types',
    'node',
    '--ignoreConfig',
  ]
  const modules = ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--allowImportingTsExtensions']
  const { stdout } = spawnSync('tsc', [...strict, ...modules, program], { encoding: 'utf8' })
  expect(stdout).toBe('')

  const { useServer } = (await import(program)) as {
    useServer: (baseUrl: string, approve: (url: string) => Promise<unknown>) => Promise<unknown>
  }
  const polite = { seconds: 5, waits: 'authorization_pending' }
  // The second poll is one that came too fast; approved, it is answered all the same.
  expect(await useServer(server.issuer, (url) => decideDevice(url, 'approve'))).toEqual({
    ...polite,
    type: 'Bearer',
    status: 200,
    said: expect.stringContaining('"message":"typed"'),
  })
}, 60_000)

test('a program that the document does not allow does not compile', async () => {
  const program = join(folder, 'wrong.ts')
  await writeFile(program, CLIENT.replace("client_id: 'phase-11-device-client' }", 'client_id: 1 }'))
  const { stdout } = spawnSync(
    'tsc',
    [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--lib',
      'es2023,dom',
      '--allowImportingTsExtensions',
      '--ignoreConfig',
      program,
    ],
    { encoding: 'utf8' },
  )
  expect(stdout).toContain("Type 'number' is not assignable to type 'string'")
}, 60_000)
