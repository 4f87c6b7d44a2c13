import { describe, expect, it } from 'vitest'
import { judge } from '../src/index.ts'
import { authorizationRequest, codeRequest, ISSUER, mcpRequest, redirected, startHarness } from './support/harness.ts'

describe('flows', () => {
  it('puts together what one client did over several connections, and its user in a browser', async () => {
    const { fetch, flows } = startHarness()
    const client = { connection: 'client' }
    await fetch(mcpRequest('tools/list', {}, undefined, { modern: true }), client)
    await fetch(new Request(`${ISSUER}/.well-known/oauth-protected-resource/mcp/oauth`), client)
    await fetch(new Request(`${ISSUER}/.well-known/oauth-authorization-server`), { connection: 'another of its own' })
    const answer = await fetch(new Request(ISSUER + authorizationRequest()), { connection: 'browser' })
    const body = new URLSearchParams(codeRequest(redirected(answer).get('code') ?? ''))
    const issued = await fetch(new Request(`${ISSUER}/oauth/token`, { method: 'POST', body }), client)
    const { access_token } = (await issued.json()) as { access_token: string }
    await fetch(mcpRequest('tools/list', {}, access_token, { modern: true }), { connection: 'a third one' })
    const [flow, ...others] = flows.all()
    expect(others).toEqual([])
    expect(flow?.exchanges.map(({ exchange }) => exchange.endpoint)).toEqual([
      'mcp',
      'protected-resource-metadata',
      'authorization-server-metadata',
      'authorization',
      'token',
      'mcp',
    ])
    expect(flow?.exchanges.every(({ certain }) => certain)).toBe(true)
    if (flow === undefined) return
    expect(judge(flow).revision).toBe('2026-07-28')
    expect(judge(flow).judgements.find(({ check }) => check === 'uses-s256')?.outcome).toBe('pass')
  })
})
