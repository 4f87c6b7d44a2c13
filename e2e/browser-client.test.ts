import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type RunningServer, startServer } from './support/programs.ts'

const VERIFIER = 'browser-client-verifier-0123456789-0123456789'
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

let browser: Browser
let server: RunningServer
let site: Server
let origin: string

beforeAll(async () => {
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>A client in a page</title>')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  ;[browser, server] = await Promise.all([launchBrowser(), startServer(['--approval-mode', 'auto_approve'])])
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  site.close()
})

/** What a script of the page sees of an answer. */
interface Seen {
  readonly status: number
  readonly challenge: string | null
  readonly body: Record<string, unknown>
}

/** Fetches by a script of the page, where CORS is the browser's to enforce. */
function fetchIn(page: Page, url: string, options: object = {}): Promise<Seen> {
  return page.evaluate(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(options)}).then(async (response) => ({
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: await response.json(),
    }))`,
  )
}

function mcpCall(token?: string): object {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/list',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/list',
      params: {
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'page', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  }
}

async function openPage(url: string): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  return page
}

describe('a client that is a page of another origin', () => {
  test('reads the challenge, discovers, registers, logs in and calls', async () => {
    const page = await openPage(origin)
    const refused = await fetchIn(page, server.resources.oauth, mcpCall())
    expect(refused.status).toBe(401)
    const metadataUrl = /resource_metadata="([^"]+)"/.exec(refused.challenge ?? '')?.[1] ?? ''
    const protocolHeader = { headers: { 'mcp-protocol-version': '2026-07-28' } }
    const { body: resource } = await fetchIn(page, metadataUrl, protocolHeader)
    expect(resource).toMatchObject({ resource: server.resources.oauth, authorization_servers: [server.issuer] })
    const { body: metadata } = await fetchIn(page, server.metadata.authorizationServer, protocolHeader)

    const registered = await fetchIn(page, String(metadata['registration_endpoint']), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [`${origin}/callback`], token_endpoint_auth_method: 'none' }),
    })
    expect(registered.status).toBe(201)
    const clientId = String(registered.body['client_id'])

    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `${origin}/callback`,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      resource: server.resources.oauth,
    })
    await page.goto(`${String(metadata['authorization_endpoint'])}?${query}`)
    expect(page.url().startsWith(`${origin}/callback?`)).toBe(true)
    const tokens = await fetchIn(page, String(metadata['token_endpoint']), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(page.url()).searchParams.get('code') ?? '',
        client_id: clientId,
        redirect_uri: `${origin}/callback`,
        code_verifier: VERIFIER,
      }).toString(),
    })
    expect(tokens.status).toBe(200)
    const { status, body } = await fetchIn(page, server.resources.oauth, mcpCall(String(tokens.body['access_token'])))
    expect(status).toBe(200)
    expect(JSON.stringify(body)).toContain('whoami')
  })

  test('on a foreign site gets documents, and nothing else', async () => {
    // A name that browsers find on this machine, and that is none of the server's own: another site for both.
    const page = await openPage(origin.replace('127.0.0.1', 'foreign.localhost'))
    expect((await fetchIn(page, server.metadata.authorizationServer)).body).toMatchObject({ issuer: server.issuer })
    await expect(fetchIn(page, server.resources.oauth, mcpCall())).rejects.toThrow('Failed to fetch')
    await expect(fetchIn(page, `${server.issuer}/oauth/token`, { method: 'POST' })).rejects.toThrow('Failed to fetch')
  })
})
