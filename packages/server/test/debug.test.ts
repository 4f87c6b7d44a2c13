import { describe, expect, it } from 'vitest'
import {
  authorizationRequest,
  type Harness,
  ISSUER,
  mcpRequest,
  obtainTokens,
  startHarness,
} from './support/harness.ts'

async function seen(
  harness: Harness,
  path: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await harness.get(path, headers)
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return (await response.json()) as Record<string, unknown>
}

describe('/debug', () => {
  it('shows what was given out, by fingerprints', async () => {
    const harness = startHarness()
    await harness.get(authorizationRequest())
    const { access_token, client_id } = await obtainTokens(harness)
    const { authorizations } = await seen(harness, '/debug/authorizations')
    expect(authorizations).toEqual([
      {
        code_hash: expect.stringMatching(/^[0-9a-f]{12}$/),
        client_id: 'dev-public-client',
        scope: 'mcp:tools:list mcp:tools:echo mcp:tools:read',
        resource: `${ISSUER}/mcp/oauth`,
        expires_at: '2026-11-23T00:05:00.000+00:00',
      },
    ])
    const { tokens } = await seen(harness, '/debug/tokens')
    expect(tokens).toMatchObject([
      { client_id, grant_type: 'authorization_code', issuer: ISSUER, expires_at: '2026-11-23T01:00:00.000+00:00' },
    ])
    const { clients } = await seen(harness, '/debug/clients')
    expect(clients).toContainEqual(
      expect.objectContaining({ client_id: 'dev-confidential-client', has_client_secret: true }),
    )
    expect(JSON.stringify(tokens)).not.toContain(access_token)
    expect(JSON.stringify(clients)).not.toContain('dev-confidential-secret')
  })

  it('keeps an audit of what happened, and its steps newest first', async () => {
    const harness = startHarness()
    const { access_token } = await obtainTokens(harness)
    await harness.fetch(mcpRequest('tools/call', { name: 'echo', arguments: { message: 'hello' } }, access_token))
    await harness.post('/oauth/token', { grant_type: 'nonsense' })
    const { audit_events } = (await seen(harness, '/debug/audit')) as { audit_events: { event_type: string }[] }
    expect(audit_events.map(({ event_type }) => event_type)).toEqual([
      'registration',
      'approval',
      'authorization_code_issued',
      'token_issued',
      'mcp_request',
      'request_refused',
    ])
    const { approvals } = await seen(harness, '/debug/approvals')
    expect(approvals).toMatchObject([{ decision: 'approved', mode: 'auto_approve', admin_scope_confirmed: false }])
    const { trace_events } = (await seen(harness, '/debug/traces?limit=2')) as { trace_events: { result: string }[] }
    expect(trace_events.map(({ result }) => result)).toEqual(['failure', 'success'])
    expect(await seen(harness, '/debug/traces?limit=0')).toEqual({ trace_events: [] })
    expect((await seen(harness, '/debug/traces?event_type=dcr_register_success'))['trace_events']).toHaveLength(1)
    expect((await harness.get('/debug/traces?limit=two')).status).toBe(422)
  })

  it('says of every setting what it is and where from, but no secret', async () => {
    const harness = startHarness(
      { bearerToken: 'a-secret-of-mine', codeLifetime: 60 },
      { sources: { codeLifetime: 'flag' } },
    )
    const { settings } = (await seen(harness, '/debug/config')) as { settings: Record<string, unknown> }
    expect(settings['codeLifetime']).toEqual({ value: 60, source: 'flag' })
    expect(settings['bearerToken']).toEqual({ value: '[hidden]', source: 'code' })
    expect(settings['port']).toEqual({ value: 8765, source: 'default' })
    expect(JSON.stringify(settings)).not.toContain('a-secret-of-mine')
  })

  it('shows a flow as JSON, HAR and a sequence diagram', async () => {
    const harness = startHarness()
    const { access_token, refresh_token = '' } = await obtainTokens(harness)
    await harness.fetch(mcpRequest('tools/list', {}, access_token))
    const { flows } = (await seen(harness, '/debug/flows')) as { flows: { id: string; exchanges: number }[] }
    expect(flows).toMatchObject([{ exchanges: 4, ended: false, client: { name: 'Protocol Test' } }])
    const path = `/debug/flows/${flows[0]?.id}`
    const flow = await seen(harness, path)
    expect(flow).toMatchObject({
      schemaVersion: 1,
      judgements: expect.arrayContaining([expect.objectContaining({ check: 'uses-s256', outcome: 'pass' })]),
    })
    const har = (await seen(harness, `${path}?format=har`)) as { log: { version: string; entries: unknown[] } }
    expect(har.log.version).toBe('1.2')
    expect(har.log.entries).toHaveLength(4)
    const diagram = await (await harness.get(`${path}?format=mermaid`)).text()
    expect(diagram).toContain('client->>authorization_server: POST /oauth/token · authorization_code')
    const issue = await (await harness.get(`${path}?format=markdown`)).text()
    expect(issue).toContain('```mermaid\nsequenceDiagram')
    for (const text of [JSON.stringify(flow), JSON.stringify(har), diagram, issue]) {
      expect(text).not.toContain(access_token)
      expect(text).not.toContain(refresh_token)
    }
    expect(await (await harness.get(`${path}?format=pdf`)).json()).toMatchObject({ error: 'invalid_format' })
    expect((await harness.get('/debug/flows/none')).status).toBe(404)
  })

  it('streams what happens, and resumes where a reader was', async () => {
    const harness = startHarness()
    const reading = await harness.get('/debug/events')
    const reader = reading.body?.pipeThrough(new TextDecoderStream()).getReader()
    await harness.get(authorizationRequest())
    let text = ''
    while (!text.includes('event: http.exchanged')) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text).toContain('event: authorize.redirected')
    expect(text).not.toContain('secret-')
    const [, first] = /^id: (.*)$/m.exec(text) ?? []
    const resumed = await harness.get('/debug/events', { 'last-event-id': first ?? '' })
    const again = resumed.body?.pipeThrough(new TextDecoderStream()).getReader()
    const chunk = (await again?.read())?.value ?? ''
    await again?.cancel()
    expect(text).toContain(chunk.split('\n')[0])
    const gap = await harness.get('/debug/events', { 'last-event-id': 'long-gone' })
    const gapped = gap.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await gapped?.read())?.value).toContain('event: gap')
    await gapped?.cancel()
  })

  it('is not there when nothing is observed', async () => {
    const harness = startHarness({ observe: false })
    expect((await harness.get('/debug/flows')).status).toBe(404)
    expect(harness.flows.all()).toEqual([])
  })

  it('asks for the token, if there is one', async () => {
    const harness = startHarness({ debugToken: 'let-me-look' })
    const refused = await harness.get('/debug/flows')
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="debug"'])
    const wrong = await harness.get('/debug/flows', { authorization: 'Bearer something-else' })
    expect(await wrong.json()).toMatchObject({ error: 'debug_token_needed' })
    expect((await harness.get('/debug/flows', { authorization: 'Bearer let-me-look' })).status).toBe(200)
  })

  it.each([{ host: '0.0.0.0' }, { publicUrl: 'https://mcp.example' }])(
    'shows nothing off loopback without a token: %o',
    async (config) => {
      const harness = startHarness(config)
      const origin = config.publicUrl ?? ISSUER
      const refused = await harness.get(`${origin}/debug/flows`)
      expect(refused.status).toBe(403)
      expect(await refused.text()).toContain('--debug-token')
    },
  )
})
