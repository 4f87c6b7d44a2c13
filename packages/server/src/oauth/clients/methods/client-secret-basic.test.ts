import { expect, test } from 'vitest'
import { Params } from '../../../core/form.ts'
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

const present = (credentials: string) => {
  const headers = new Headers({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` })
  return clientSecretBasic.present(headers, new Params(new URLSearchParams()))
}

test.each([
  { name: 'form-encoded, as RFC 6749 §2.3.1 asks', credentials: 'client%3A1:a%3Ab%25c%2Bd+e', secret: 'a:b%c+d e' },
  { name: 'raw, as many clients send it', credentials: 'client%3A1:a:b%c+d e', secret: 'a:b%c+d e' },
  { name: 'raw, and decodable by chance', credentials: 'client%3A1:a%3Ab', secret: 'a%3Ab' },
])('a secret with reserved characters: $name', ({ credentials, secret }) => {
  const presented = present(credentials)
  expect(presented?.clientId).toBe('client:1')
  expect(presented?.proves(client(secret))).toBe(true)
  expect(presented?.proves(client(`${secret}x`))).toBe(false)
})
