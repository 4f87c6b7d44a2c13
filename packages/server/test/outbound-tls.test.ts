import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { safeOutbound } from '../src/outbound/safe-outbound.ts'

/** Signed by itself for client.test, until 2126. Made for this file; it opens nothing. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUNXrAP6gfjye1n0+7/NFScuAHGnUwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLY2xpZW50LnRlc3QwIBcNMjYxMTIzMDI0NTUxWhgPMjEyNjEw
MzAwMjQ1NTFaMBYxFDASBgNVBAMMC2NsaWVudC50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEd79WDfI7zvvuaXUcPLtuiRcG+i1zI5k/CRP53/IZGdEI//lU
9jIyMINJm9LszgEBkvn0HlhEjZG6vMMZBN/wNKNrMGkwHQYDVR0OBBYEFAdimWd+
D3v35OMVXwICZpnUXRumMB8GA1UdIwQYMBaAFAdimWd+D3v35OMVXwICZpnUXRum
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILY2xpZW50LnRlc3QwCgYIKoZI
zj0EAwIDSAAwRQIhAJYu+A38zrmq1WExEQU3rabN8uQAPWM8b69/yOHG7y8TAiA/
o207uUuPtuRh1snlga3L4iv0uCMuUk02Bi2QCB+ZZw==
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqtwyGYzPauZh4eod
0bZUsYU2uk/j3xlQoPtWDuMhO5qhRANCAAR3v1YN8jvO++5pdRw8u26JFwb6LXMj
mT8JE/nf8hkZ0Qj/+VT2MjIwg0mb0uzOAQGS+fQeWESNkbq8wxkE3/A0
-----END PRIVATE KEY-----`

const BOUNDS = { limit: 100, timeout: 1000, reach: 'loopback' } as const
const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
let server: Server
let port: number

beforeAll(async () => {
  server = createServer({ cert: CERTIFICATE, key: KEY }, ({ headers, socket }, response) => {
    // The socket of a request to an https server is a TLS socket.
    response.end(JSON.stringify({ host: headers.host, name: (socket as TLSSocket).servername }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.close()
})

test('the name in the URL is what TLS and the Host header carry, though the connection is pinned', async () => {
  const { body } = await safeOutbound({ lookup, ca: CERTIFICATE }).get(`https://client.test:${port}/`, BOUNDS)
  expect(JSON.parse(body)).toEqual({ host: `client.test:${port}`, name: 'client.test' })
})

test('a trailing dot is no part of the TLS name', async () => {
  const { body } = await safeOutbound({ lookup, ca: CERTIFICATE }).get(`https://client.test.:${port}/`, BOUNDS)
  expect(JSON.parse(body)).toMatchObject({ name: 'client.test' })
})

test.each([
  { name: 'that nobody vouches for', ca: undefined, host: 'client.test' },
  { name: 'for another name', ca: CERTIFICATE, host: 'other.test' },
  { name: 'for a name where an address was asked', ca: CERTIFICATE, host: '127.0.0.1' },
])('a certificate $name is refused', async ({ ca, host }) => {
  const outbound = safeOutbound(ca === undefined ? { lookup } : { lookup, ca })
  await expect(outbound.get(`https://${host}:${port}/`, BOUNDS)).rejects.toMatchObject({ failure: 'unreachable' })
})
