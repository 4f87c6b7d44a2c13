import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { generateSigningPair, signatureHolds, signJwt } from './jose.ts'

test('the algorithm is the one asked for, never the one of the header (RFC 8725 §3.1)', async () => {
  const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true })
  const pair = { kid: 'a', algorithm: 'PS256', privateKey: await exportJWK(privateKey), publicKey: {} }
  const token = await signJwt({}, { sub: 'x' }, pair)
  const key = await exportJWK(publicKey)
  expect(await signatureHolds(token, key, 'PS256')).toBe(true)
  expect(await signatureHolds(token, key, 'RS256')).toBe(false)
})

test.each([
  { name: 'a key of another type', change: { kty: 'RSA' } },
  { name: 'half a key', change: { y: '' } },
  { name: 'a point that is not on the curve', change: { x: 'A'.repeat(43) } },
])('$name verifies nothing, and is no failure of ours', async ({ change }) => {
  const pair = await generateSigningPair('ES256')
  const token = await signJwt({}, { sub: 'x' }, pair)
  expect(await signatureHolds(token, { ...pair.publicKey, ...change }, 'ES256')).toBe(false)
})
