import { AxeBuilder } from '@axe-core/playwright'
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { MemoryProvider } from './support/memory-provider.ts'
import { authorizationUrl, newCli, type RunningServer, startServer } from './support/programs.ts'

let browser: Browser
let server: RunningServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer(['--login', 'identity-provider'])])
})

afterAll(async () => {
  await browser.close()
  await server.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext()
  return context.newPage()
}

/** Consents to the client, and logs in at the identity provider. */
async function logIn(page: Page, url: string, client: RegExp, user: string): Promise<void> {
  await page.goto(url)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(client)
  expect(await page.getByText('you log in at the identity provider').textContent()).toContain(server.identityProvider)
  expect(await page.getByRole('radio').count()).toBe(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations).toEqual([])
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.waitForURL(`${server.identityProvider}/oauth/authorize?**`)
  await page.getByRole('radio', { name: user }).check()
  await page.getByRole('button', { name: 'Approve' }).click()
}

describe('a person in a real browser', () => {
  test('consents, logs in at the identity provider, and the program on the command line speaks for them', async () => {
    const page = await newPage()
    const cli = await newCli()
    const login = cli.start('login', server.resources.oauth)
    await logIn(page, await authorizationUrl(login), /mcp-auth/, 'bob')
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/)
    expect((await login.ended).status).toBe(0)
    const whoami = await cli.run('call', server.resources.oauth, 'tools/call', '--tool-name', 'whoami')
    expect(whoami.stdout).toContain('bob')
    await cli.remove()
  })

  test('denies there, and the program is told', async () => {
    const page = await newPage()
    const cli = await newCli()
    const login = cli.start('login', server.resources.oauth)
    await page.goto(await authorizationUrl(login))
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.waitForURL(`${server.identityProvider}/oauth/authorize?**`)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?.*error=access_denied/)
    expect((await login.ended).status).toBe(4)
    await cli.remove()
  })

  test('does the same for the official SDK client, in a browser that has just logged in for it', async () => {
    const context = await browser.newContext()
    for (const user of ['alice', 'bob']) {
      // The last page may still be on its way to a callback that nobody serves.
      const page = await context.newPage()
      const provider = new MemoryProvider()
      const url = new URL(server.resources.oauth)
      const connect = () => {
        const client = new Client({ name: 'sdk-v2', version: '1' })
        const transport = new StreamableHTTPClientTransport(url, { authProvider: provider })
        return { client, transport, connecting: client.connect(transport) }
      }
      const first = connect()
      await expect(first.connecting).rejects.toBeInstanceOf(UnauthorizedError)
      const back = page.waitForRequest((request) => request.url().startsWith(provider.redirectUrl))
      await logIn(page, provider.authorizationUrl?.href ?? '', /Official SDK client/, user)
      await first.transport.finishAuth(new URL((await back).url()).searchParams)

      const { client, connecting } = connect()
      await connecting
      const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
      expect(structuredContent).toMatchObject({ identity: user, issuer: server.issuer })
      await client.close()
    }
  })
})
