import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { authorizationUrl, newCli, type RunningServer, startServer } from './support/programs.ts'

let browser: Browser
let server: RunningServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startServer()])
})

afterAll(async () => {
  await browser.close()
  await server.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext()
  return context.newPage()
}

/** A login under way, its consent page open in a real browser. */
async function openConsent(page: Page) {
  const cli = await newCli()
  const login = cli.start('login', server.resources.oauth)
  await page.goto(await authorizationUrl(login))
  return { cli, login }
}

describe('a person in a real browser', () => {
  test('clicks Approve, and the program on the command line is logged in', async () => {
    const page = await newPage()
    const { cli, login } = await openConsent(page)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('mcp-auth')
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/)
    expect((await login.ended).status).toBe(0)
    const ping = await cli.run('call', server.resources.oauth, 'tools/call', '--tool-name', 'ping')
    expect(ping.stdout).toContain('pong')
    await cli.remove()
  })

  test('denies by keyboard alone', async () => {
    const page = await newPage()
    const { cli, login } = await openConsent(page)
    const focused = () => page.evaluate('document.activeElement?.textContent')
    for (let presses = 0; presses < 10 && (await focused()) !== 'Deny'; presses += 1) await page.keyboard.press('Tab')
    expect(await focused()).toBe('Deny')
    await page.keyboard.press('Enter')
    await page.waitForURL(/error=access_denied/)
    expect((await login.ended).status).toBe(4)
    await cli.remove()
  })

  test.each(['light', 'dark'] as const)(
    'finds a page without accessibility faults, in %s colours',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme })
      const page = await context.newPage()
      const path =
        '/oauth/authorize?client_id=dev-public-client&response_type=code&redirect_uri=http://localhost:3000/callback&code_challenge_method=S256'
      for (const url of [
        `${server.issuer}${path}&code_challenge=${'a'.repeat(43)}`,
        `${server.issuer}/oauth/authorize`,
      ]) {
        await page.goto(url)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }))).toEqual([])
      }
    },
  )

  test('gets back to a program that listens on [::1]', async () => {
    const page = await newPage()
    const cli = await newCli()
    const login = cli.start('login', server.resources.oauth, '--redirect-uri', 'http://[::1]/callback')
    await page.goto(await authorizationUrl(login))
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.waitForURL(/^http:\/\/\[::1\]:\d+\/callback\?/)
    expect((await login.ended).status).toBe(0)
    await cli.remove()
  })

  test('is not held back when the client sends them on after the answer', async () => {
    const page = await newPage()
    const client = await serve((request, response) => {
      if (request.url?.startsWith('/callback')) response.writeHead(302, { location: server.health }).end()
    })
    const redirectUri = encodeURIComponent(`${client.origin}/callback`)
    await page.goto(
      `${server.issuer}/oauth/authorize?client_id=dev-public-client&response_type=code&redirect_uri=${redirectUri}&code_challenge_method=S256&code_challenge=${'a'.repeat(43)}`,
    )
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.waitForURL(server.health)
    client.close()
  })

  test('cannot be shown the page inside another one', async () => {
    const page = await newPage()
    const query = `client_id=dev-public-client&response_type=code&redirect_uri=http://localhost:3000/callback&code_challenge_method=S256&code_challenge=${'a'.repeat(43)}`
    const parent = await serve((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<iframe src="${server.health}"></iframe><iframe src="${server.issuer}/oauth/authorize?${query}"></iframe>`,
      )
    })
    await page.goto(parent.origin)
    const [, allowed, refused] = page.frames()
    expect(await allowed?.evaluate('document.body.innerText')).toContain('"status":"ok"')
    expect(refused?.url()).toBe('chrome-error://chromewebdata/')
    parent.close()
  })
})

/** A web server of somebody else, on this machine. */
async function serve(listener: RequestListener): Promise<{ origin: string; close: () => void }> {
  const http = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => http.once('listening', resolve))
  const { port } = http.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => http.close() }
}
