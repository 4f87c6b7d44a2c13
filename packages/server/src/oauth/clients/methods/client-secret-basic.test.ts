import { expect, test } from 'vitest'
import { VirtualClock } from '../../../core/clock.ts'
import { parseConfig } from '../../../core/config.ts'
import type { Context } from '../../../core/context.ts'
import { Params } from '../../../core/form.ts'
import { countingIds } from '../../../core/ids.ts'
import { memoryStore } from '../../../store/memory.ts'
import type { Client } from '../../records.ts'
import { clientSecretBasic } from './client-secret-basic.ts'

const client = (clientSecret: string): Client => ({
  clientId: 'client:1',
  source: 'registered',
  authenticationMethod: 'client_secret_basic',
  clientSecret,
  redirectUris: [],
  grantTypes: [],
  responseTypes: [],
  scope: [],
  issuedAt: 0,
  metadata: {},
})

const clock = new VirtualClock(0)
const ctx: Context = {
  config: parseConfig(),
  clock,
  ids: countingIds(),
  store: memoryStore(clock),
  outbound: { post: () => expect.unreachable(), get: () => expect.unreachable() },
  issuer: 'https://a.example',
  resources: [],
  identityProviders: [],
  emit: () => undefined,
  point: async (_, value) => value,
}

const present = (credentials: string) => {
  const headers = new Headers({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` })
  return clientSecretBasic.present(headers, new Params(new URLSearchParams()))
}

test.each([
  { name: 'form-encoded, as RFC 6749 §2.3.1 asks', credentials: 'client%3A1:a%3Ab%25c%2Bd+e', secret: 'a:b%c+d e' },
  { name: 'raw, as many clients send it', credentials: 'client%3A1:a:b%c+d e', secret: 'a:b%c+d e' },
  { name: 'raw, and decodable by chance', credentials: 'client%3A1:a%3Ab', secret: 'a%3Ab' },
])('a secret with reserved characters: $name', async ({ credentials, secret }) => {
  const presented = present(credentials)
  expect(presented?.clientId).toBe('client:1')
  await expect(presented?.prove(client(secret), ctx)).resolves.toBeUndefined()
  await expect(presented?.prove(client(`${secret}x`), ctx)).rejects.toMatchObject({ code: 'invalid_client' })
})
