import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer(['--approval-mode', 'auto_approve', '--client-metadata-timeout', '1'])
})

afterAll(async () => {
  await server.stop()
})

function authorize(name: string): Promise<Response> {
  const query = new URLSearchParams({
    client_id: `${server.issuer}/test/cimd/${name}.json`,
    redirect_uri: 'http://localhost:1234/callback',
    response_type: 'code',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  })
  return fetch(`${server.issuer}/oauth/authorize?${query}`, { redirect: 'manual' })
}

test('the server fetches its own documents without standing in its own way (bug 21 of the original)', async () => {
  const response = await authorize('valid')
  expect(response.headers.get('location')).toMatch(/^http:\/\/localhost:1234\/callback\?code=/)
})

test.each([
  { name: 'mismatched', says: 'equal to that URL' },
  { name: 'malformed', says: 'redirect_uris' },
  { name: 'redirecting', says: 'without redirect' },
  { name: 'oversized', says: 'at most 5120 bytes' },
])('$name is refused', async ({ name, says }) => {
  const response = await authorize(name)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain(says)
})

test('while it waits for a slow one, it serves others', async () => {
  const slow = authorize('slow')
  const first = await Promise.race([slow.then(() => 'slow'), fetch(server.health).then(() => 'health')])
  expect(first).toBe('health')
  expect(await (await slow).text()).toContain('within 1 seconds')
})
