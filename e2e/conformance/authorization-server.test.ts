import { afterAll, beforeAll, expect, test } from 'vitest'
import { decide } from '../support/consent.ts'
import { freePort } from '../support/free-port.ts'
import { runOfficialSuite } from '../support/official-suite.ts'
import { type RunningServer, startServer } from '../support/programs.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server.stop()
})

test('the official suite finds nothing wrong with the authorization server, warnings included', async () => {
  const port = String(await freePort())
  const args = ['authorization', '--url', server.issuer, '--client-id', 'dev-public-client', '-p', port]
  let driven: Promise<unknown> | undefined
  const { scenarios } = await runOfficialSuite(args, {
    limit: 25_000,
    onPrinted(printed) {
      // The suite prints where a person should go.
      const url = /^(http\S+response_type=code\S*)$/m.exec(printed)?.[1]
      if (url !== undefined) driven ??= decide(url, 'approve')
    },
  })
  await driven
  const judged = [...scenarios.values()].flat().filter(({ status }) => status !== 'INFO')
  expect(judged.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
    'authorization-code-grant SUCCESS',
    'authorization-server-metadata SUCCESS',
    'authorization-server-metadata-cimd SUCCESS',
  ])
})
