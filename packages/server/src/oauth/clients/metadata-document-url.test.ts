import { expect, test } from 'vitest'
import { clientIdentifierUrlProblem } from './client-identifier-url.ts'

test.each([
  'https://client.example/client.json',
  'https://client.example/',
  'https://client.example:8443/client.json',
  'https://client.example:443/client.json',
  'https://client.example/client.json?v=1',
  'https://client.example/a/b..c/.well-known/...',
  'https://client.example/client.json?next=../x',
  'HTTPS://client.example/client.json',
  'https://xn--bcher-kva.example/client.json',
])('%s is a client identifier URL', (clientId) => {
  expect(clientIdentifierUrlProblem(clientId, false)).toBeUndefined()
})

test.each([
  { clientId: 'https://client.example', says: 'path' },
  { clientId: 'https://client.example?v=1', says: 'path' },
  { clientId: 'https://client.example/c#', says: 'fragment' },
  { clientId: 'https://client.example/c#part', says: 'fragment' },
  { clientId: 'https://user@client.example/c', says: 'user name' },
  { clientId: 'https://user:word@client.example/c', says: 'user name' },
  { clientId: 'https://@client.example/c', says: 'user name' },
  { clientId: 'https://client.example/a/../c', says: 'path segment' },
  { clientId: 'https://client.example/./c', says: 'path segment' },
  { clientId: 'https://client.example/a/..', says: 'path segment' },
  { clientId: 'https://client.example/a/%2e%2E/c', says: 'path segment' },
  { clientId: 'https://client.example/a/.%2e?x', says: 'path segment' },
  { clientId: 'https://client.example/%2E', says: 'path segment' },
  { clientId: 'https://client.example\\..\\c', says: 'percent-encoded' },
  { clientId: 'https://client.example/a b', says: 'percent-encoded' },
  { clientId: 'https://client.example/a\n/c', says: 'percent-encoded' },
  { clientId: ' https://client.example/c', says: 'percent-encoded' },
  { clientId: 'https://bücher.example/c', says: 'percent-encoded' },
  { clientId: 'https:///client.example/c', says: 'with a host' },
  { clientId: 'https:/client.example/c', says: 'with a host' },
  { clientId: 'https://client.example:99999/c', says: 'with a host' },
  { clientId: 'https://[::1/c', says: 'with a host' },
  { clientId: 'http://client.example/c', says: 'https' },
  { clientId: 'http://127.0.0.1:3000/c', says: 'https' },
])('$clientId is none: $says', ({ clientId, says }) => {
  expect(clientIdentifierUrlProblem(clientId, false)).toContain(says)
})

test('plain http is for this machine, where that is allowed', () => {
  for (const host of ['127.0.0.1:3000', 'localhost:3000', 'localhost', '[::1]:3000']) {
    expect(clientIdentifierUrlProblem(`http://${host}/c`, true)).toBeUndefined()
  }
  for (const host of [
    'client.example',
    'localhost.client.example',
    '127.0.0.1.client.example',
    '10.0.0.1',
    '0.0.0.0',
  ]) {
    expect(clientIdentifierUrlProblem(`http://${host}/c`, true)).toContain('https')
  }
})
