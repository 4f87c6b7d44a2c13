import { requirement } from '@mcp-auth/spec'
import { describe, expect, test } from 'vitest'
import { faults } from '../src/faults/armed.ts'
import { authorizationRequest, codeRequest, ISSUER, obtainCode, redirected, startHarness } from './support/harness.ts'

/** What each fault changes, and only that: the same request without and with it. A fault without a row fails. */
const rows: Record<string, { observe: (config: { faults: string[] }) => Promise<unknown>; off: unknown; on: unknown }> =
  {
    'wrong-iss': {
      observe: authorizationResponse,
      off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
      on: { iss: 'https://attacker.example', state: 'af0ifjsldkj', code: true },
    },
    'missing-iss': {
      observe: authorizationResponse,
      off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
      on: { state: 'af0ifjsldkj', code: true },
    },
    'wrong-state': {
      observe: authorizationResponse,
      off: { iss: ISSUER, state: 'af0ifjsldkj', code: true },
      on: { iss: ISSUER, state: 'not-the-state-that-was-sent', code: true },
    },
    'html-token-response': {
      observe: tokenResponse,
      off: { status: 200, type: 'application/json' },
      on: { status: 200, type: 'text/html; charset=utf-8' },
    },
  }

async function authorizationResponse(config: { faults: string[] }): Promise<unknown> {
  const { code, ...others } = Object.fromEntries(redirected(await startHarness(config).get(authorizationRequest())))
  return { ...others, code: code !== undefined }
}

async function tokenResponse(config: { faults: string[] }): Promise<unknown> {
  const harness = startHarness(config)
  const response = await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))
  return { status: response.status, type: response.headers.get('content-type') }
}

describe.each(faults.map((fault) => ({ id: fault.id, fault })))('fault $id', ({ id, fault }) => {
  test('off: conforming; on: differs in that alone', async () => {
    const row = rows[id]
    if (row === undefined) throw new Error(`no row for ${id}`)
    expect(await row.observe({ faults: [] })).toEqual(row.off)
    expect(await row.observe({ faults: [id] })).toEqual(row.on)
  })

  test('provokes a requirement of clients, and says when it acted', async () => {
    expect(requirement(fault.provokes)?.party).toBe('client')
    const harness = startHarness({ faults: [id] })
    await harness.post('/oauth/token', codeRequest(await obtainCode(harness)))
    expect(harness.events.filter((event) => event.type === 'fault.applied')).toMatchObject([
      { fault: id, point: fault.point },
    ])
  })
})
