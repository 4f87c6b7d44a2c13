import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../src/core/exchange.ts'
import { Redactor } from '../src/observe/redact.ts'

function exchangeOf(parts: {
  url?: string
  headers?: Record<string, string>
  body?: string
  answer?: string
  answerHeaders?: Record<string, string>
}): Exchange {
  const { url = 'http://127.0.0.1:8765/oauth/token', headers = {}, body, answer, answerHeaders = {} } = parts
  return {
    id: 'exchange_1',
    at: 0,
    answeredAt: 0,
    origin: 'http://127.0.0.1:8765',
    via: {},
    endpoint: 'token',
    request: {
      method: 'POST',
      url,
      headers: new Headers(headers),
      ...(body !== undefined && { body: { text: body, partial: false } }),
    },
    response: {
      status: 200,
      headers: new Headers(answerHeaders),
      streams: false,
      ...(answer !== undefined && { body: { text: answer, partial: false } }),
    },
  }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the redactor', () => {
  it.each([
    ['a query parameter', (s: string) => exchangeOf({ url: `http://127.0.0.1:8765/?code=${encodeURIComponent(s)}` })],
    [
      'a form field',
      (s: string) => exchangeOf({ headers: FORM, body: String(new URLSearchParams({ a: s, refresh_token: s })) }),
    ],
    ['a JSON member', (s: string) => exchangeOf({ answer: JSON.stringify({ deep: [{ access_token: s }], copy: s }) })],
    [
      'Basic',
      (s: string) =>
        exchangeOf({
          headers: { authorization: `Basic ${Buffer.from(`id:${encodeURIComponent(s)}`).toString('base64')}` },
        }),
    ],
    ['a private key', (s: string) => exchangeOf({ answer: JSON.stringify({ keys: [{ kty: 'EC', d: s }] }) })],
    [
      'a redirect',
      (s: string) => exchangeOf({ answerHeaders: { location: `http://a/cb?code=${encodeURIComponent(s)}` } }),
    ],
  ])('hides what is secret in %s, wherever else it is', (_, make) => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 60 }).filter((text) => text.trim() === text),
        (secret) => {
          // What is part of the message around it, or of a label, cannot be hidden.
          fc.pre(!/^[a-z_]+$|^[[\] :,{}"0-9a-z_./=-]+$/.test(secret))
          const exchange = make(secret)
          const redactor = new Redactor([exchange])
          const shown = JSON.stringify(redactor.exchange(exchange))
          const elsewhere = redactor.text(
            `seen ${secret} and ${encodeURIComponent(secret)} and ${JSON.stringify(secret)}`,
          )
          for (const text of [shown, elsewhere]) {
            expect(text).not.toContain(secret)
            expect(text).not.toContain(encodeURIComponent(secret))
            expect(text).not.toContain(JSON.stringify(secret).slice(1, -1))
          }
        },
      ),
    )
  })

  it('hides a short secret where its name tells it, and gives no hash of it', () => {
    const exchange = exchangeOf({ headers: FORM, body: 'password=abc&username=abc', answer: '{"user_code":"A-B"}' })
    const { request, response } = new Redactor([exchange]).exchange(exchange)
    expect(request.body?.text).toBe('password=[password]&username=abc')
    expect(response.body?.text).toBe('{"user_code":"[user_code]"}')
  })

  it('gives equal secrets equal names', () => {
    const token = 'x'.repeat(43)
    const given = exchangeOf({ answer: JSON.stringify({ access_token: token }) })
    const used = exchangeOf({ headers: { authorization: `Bearer ${token}` } })
    const redactor = new Redactor([given, used])
    const label = /\[access_token [0-9a-f]{12}\]/.exec(redactor.exchange(given).response.body?.text ?? '')?.[0]
    expect(label).toBeDefined()
    expect(redactor.exchange(used).request.headers).toContainEqual(['authorization', `Bearer ${label}`])
  })

  it('shows what a JWT says, without its signature', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwt = `${part({ alg: 'ES256' })}.${part({ sub: 'somebody', aud: 'here' })}.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0`
    const exchange = exchangeOf({ headers: { authorization: `Bearer ${jwt}` } })
    const shown = new Redactor([exchange]).exchange(exchange)
    expect(shown.tokens).toMatchObject([{ header: { alg: 'ES256' }, claims: { sub: 'somebody' } }])
    expect(JSON.stringify(shown)).not.toContain('c2lnbmF0dXJl')
  })
})
