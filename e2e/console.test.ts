import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { newCli, type RunningServer, startServer } from './support/programs.ts'

let browser: Browser
let server: RunningServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([
    launchBrowser(),
    startServer(['--approval-mode', 'auto_approve', '--access-token-format', 'jwt']),
  ])
  await visit('first-client')
})

afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** A client that sends an authorization request which is wrong, and goes on as if nothing were. */
async function visit(name: string): Promise<void> {
  const headers = { 'user-agent': name, connection: 'close' }
  const rpc = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name, version: '1' } },
  }
  await fetch(server.resources.oauth, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify(rpc),
  })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'dev-public-client',
    redirect_uri: 'http://127.0.0.1:3000/callback',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'plain',
  })
  await fetch(`${server.issuer}/oauth/authorize?${query}`, { headers, redirect: 'manual' })
}

/** One page of each kind. */
const PAGES = [
  'flows',
  'flow',
  'exchange',
  'verdicts of a flow',
  'verdicts',
  'requirements',
  'requirement',
  'clients',
  'tokens',
  'approvals',
  'nothing there',
] as const

/** Where they are. */
async function pages(): Promise<Readonly<Record<(typeof PAGES)[number], string>>> {
  const home = await (await fetch(`${server.issuer}/`)).text()
  const flow = /href="(\/flows\/[^"]+)"/.exec(home)?.[1] ?? ''
  const exchange = /href="(\/flows\/[^"]+\?at=[^"#]+)/.exec(await (await fetch(server.issuer + flow)).text())?.[1] ?? ''
  return {
    flows: '/',
    flow,
    exchange,
    'verdicts of a flow': `${flow}/verdicts`,
    verdicts: '/verdicts',
    requirements: '/requirements?topic=C-REG',
    requirement: '/requirements/C-AZ-03',
    clients: '/clients',
    tokens: '/tokens',
    approvals: '/approvals',
    'nothing there': '/flows/flow_none',
  }
}

async function newPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  return (await browser.newContext(options)).newPage()
}

/** Presses Tab until the focus is on an element that `wanted` names; fails when it never is. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(wanted)}) === true`)) return
  }
  throw new Error(`the keyboard does not reach ${wanted}`)
}

describe('the console in a real browser', () => {
  describe.each(['light', 'dark'] as const)('has no accessibility fault, in %s colours,', (colorScheme) => {
    test.each(PAGES)('at %s', async (name) => {
      const page = await newPage({ colorScheme })
      await page.goto(server.issuer + (await pages())[name])
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 200)) }))).toEqual([])
      await page.context().close()
    })
  })

  test.each([360, 1600])('fits into %s pixels', async (width) => {
    const page = await newPage({ viewport: { width, height: 800 } })
    for (const [name, path] of Object.entries(await pages())) {
      await page.goto(server.issuer + path)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect([name, overflow]).toEqual([name, 0])
    }
  })

  test('loads nothing from elsewhere, and breaks no rule of its own', async () => {
    const page = await newPage()
    const problems: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
    page.on('pageerror', (error) => void problems.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(server.issuer)) problems.push(request.url())
    })
    for (const [name, path] of Object.entries(await pages())) {
      if (name !== 'nothing there') await page.goto(server.issuer + path)
    }
    expect(problems).toEqual([])
  })

  // Hundreds of key presses, each awaited: slow where Chromium is.
  test('leads by keyboard alone from the list to a flow, an exchange, and verdicts that failed', {
    timeout: 120_000,
  }, async () => {
    const page = await newPage()
    await page.goto(`${server.issuer}/`)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    // The browser leaves the link with its next frame: whoever has pressed Tab before that loses the focus again.
    await page.waitForFunction("!document.activeElement.matches('.skip')")
    await tabTo(page, '.flow a')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/flows\/flow_[^/]+$/)
    await tabTo(page, 'a.step')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\?at=exchange_/)
    await page.locator('#exchange:focus').waitFor()
    expect(await page.locator('#exchange-title').textContent()).toContain('POST /mcp/oauth')
    await page.goBack()
    await page.getByRole('heading', { name: 'What to look at' }).waitFor()
    await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}`)
    await tabTo(page, '.tabs a:not([aria-current])')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/verdicts$/)
    await tabTo(page, 'select[name=outcome]')
    await page.keyboard.type('fail')
    await tabTo(page, '.filter button')
    await page.keyboard.press('Enter')
    await page.waitForURL(/outcome=fail/)
    expect(await page.locator('.verdicts tbody tr').count()).toBeGreaterThan(0)
    expect(new Set(await page.locator('.verdicts td .mark').allTextContents())).toEqual(new Set(['fail']))
  })

  test('says all that it has to say without script', async () => {
    const page = await newPage({ javaScriptEnabled: false })
    for (const path of Object.values(await pages())) {
      await page.goto(server.issuer + path)
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
      expect(await page.locator('main').textContent()).not.toBe('')
    }
    await page.goto(`${server.issuer}/`)
    await page.locator('.flow a').first().click()
    await page.locator('a.step').last().click()
    expect(await page.locator('#exchange').textContent()).toContain('code_challenge_method=plain')
    await page.goto(`${server.issuer}/requirements`)
    await page.getByLabel('Search').fill('code_challenge_method')
    await page.getByRole('button', { name: 'Apply' }).click()
    expect(await page.locator('main').textContent()).toContain('C-AZ-03')
    await page.goto(`${server.issuer}/`)
    expect(await page.locator('[data-copy]:visible').count()).toBe(0)
  })

  test('shows a new flow, and what comes of it, by itself', async () => {
    const page = await newPage()
    await page.goto(`${server.issuer}/`)
    await page.evaluate('window.stayed = true')
    await visit('late-client')
    await page.getByRole('link', { name: 'late-client 1' }).waitFor()
    expect(await page.locator('.flow').first().textContent()).toContain('late-client')
    expect(await page.locator('#news').textContent()).toContain('flows')
    expect(await page.evaluate('window.stayed')).toBe(true)
  })

  test('keeps the focus and what is open while it follows', async () => {
    const page = await newPage()
    await page.goto(`${server.issuer}/`)
    await page.locator('.flow a').last().focus()
    const focused = await page.evaluate('document.activeElement.getAttribute("href")')
    await visit('another-client')
    await page.getByRole('link', { name: 'another-client 1' }).waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(focused)
  })

  test('copies a URL', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    await page.goto(`${server.issuer}/`)
    await page.getByRole('button', { name: `Copy ${server.resources.oauth}`, exact: true }).click()
    await page.getByRole('button', { name: `Copied ${server.resources.oauth}`, exact: true }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(server.resources.oauth)
  })

  test('shows the login of the program on the command line, without its tokens', async () => {
    const cli = await newCli()
    const login = cli.start('login', server.resources.oauth)
    const [, url = ''] = await login.printed('stderr', /^Open this URL to authorize:\s+(http\S+)$/m)
    await fetch(url)
    expect((await login.ended).status).toBe(0)
    const page = await newPage()
    await page.goto(`${server.issuer}/`)
    await page.locator('.flow a', { hasText: 'mcp-auth' }).click()
    await page.locator('a.step', { hasText: 'POST /oauth/token' }).click()
    await page.waitForURL(/\?at=/)
    await page.getByText('Tokens, decoded').waitFor()
    expect(await page.getByLabel('Response body').textContent()).toMatch(/"access_token": "\[access_token [0-9a-f]+\]"/)
    await cli.remove()
  })
})
