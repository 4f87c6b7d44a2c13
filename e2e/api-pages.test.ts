import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type RunningServer, startServer } from './support/programs.ts'

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([
    startServer(['--surfaces', 'oauth,bearer-token,everything']),
    launchBrowser(),
  ])
})

afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** What the report says of each client. */
interface Report {
  readonly flows: readonly {
    readonly outcomes: Readonly<Record<string, number>>
    readonly findings: readonly { readonly check: string; readonly outcome: string }[]
  }[]
}

interface Opened {
  readonly page: Page
  /** Addresses that are not of the server. */
  readonly elsewhere: string[]
  /** What the browser complained about. */
  readonly complaints: string[]
}

/** A page in a browser that has not been here, with all that it asks for and complains of, in the windows that it opens too. */
async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  const context = await browser.newContext(options)
  const [elsewhere, complaints]: [string[], string[]] = [[], []]
  watch(context, elsewhere, complaints)
  const page = await context.newPage()
  await page.goto(server.issuer + path)
  return { page, elsewhere, complaints }
}

function watch(context: BrowserContext, elsewhere: string[], complaints: string[]): void {
  context.on('request', (request) => {
    if (!request.url().startsWith(`${server.issuer}/`) && !request.url().startsWith('data:'))
      elsewhere.push(request.url())
  })
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(error.error().message))
}

/** Serious and critical issues of a page, by rule and place. */
async function issues(page: Page, within?: string): Promise<readonly string[]> {
  const builder = new AxeBuilder({ page })
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`))
}

/** Opens an operation of Swagger UI, and gives its block. */
async function operation(page: Page, path: string) {
  const block = page
    .locator('.opblock')
    .filter({ has: page.locator(`[data-path="${path}"]`) })
    .first()
  await block.locator('.opblock-summary-control').click()
  return block
}

/** What Swagger UI keeps while a login is under way, and what it is told. */
const WAITING = `var told = []
window.swaggerUIRedirectOauth2 = {
  state: 'kept',
  auth: { name: 'authorizationCode' },
  callback: () => told.push('taken'),
  errCb: ({ message }) => told.push(message),
}`

describe('Swagger UI', () => {
  test('logs in by code and PKCE, and a call of a tool that is tried out answers 200', async () => {
    const { page, elsewhere, complaints } = await open('/docs')
    await page.getByRole('button', { name: 'Authorize' }).click()
    const scheme = page.locator('.auth-container').filter({ hasText: 'authorizationCode (OAuth2' })
    expect(await scheme.getByLabel('client_id:').inputValue()).toBe('dev-docs-client')
    const [consent] = await Promise.all([
      page.waitForEvent('popup'),
      scheme.getByRole('button', { name: /Apply given OAuth2|Authorize/ }).click(),
    ])
    await consent.getByRole('button', { name: 'Approve' }).click()
    await scheme.getByRole('button', { name: /Logout|Remove authorization/ }).waitFor()
    await page.locator('.auth-btn-wrapper .btn-done').first().click()

    await page.locator('#operations-tag-MCP').click()
    const block = await operation(page, '/mcp/oauth')
    await block.getByRole('combobox').filter({ hasText: 'tools/call echo' }).selectOption({ label: 'tools/call echo' })
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url() === server.resources.oauth),
      block.getByRole('button', { name: 'Execute' }).click(),
    ])
    expect([answer.status(), await answer.text()]).toEqual([200, expect.stringContaining('"message":"hello"')])
    await block.locator('.live-responses-table').getByText('200', { exact: true }).first().waitFor()
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })

    // It is a client like others, and does nothing that the server would find fault with.
    const report = (await (await fetch(`${server.issuer}/debug/report`)).json()) as Report
    const flow = report.flows.find(({ findings }) =>
      findings.some(({ check, outcome }) => check === 'sends-code-challenge' && outcome === 'pass'),
    )
    expect(flow?.outcomes).toMatchObject({ fail: 0, warn: 0 })
  }, 60_000)

  test('takes no answer with another state, or of another issuer', async () => {
    for (const change of [{ state: 'another' }, { iss: 'https://login.example' }]) {
      const { page } = await open('/docs')
      await page.evaluate(WAITING)
      const query = new URLSearchParams({ code: 'x', state: 'kept', iss: server.issuer, ...change })
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.evaluate(`void window.open('/docs/oauth2-redirect?${query}')`),
      ])
      await popup
        .locator('#said')
        .filter({ hasText: Object.keys(change)[0] ?? '' })
        .waitFor()
      expect(await page.evaluate('told')).toEqual([expect.stringContaining(`${Object.keys(change)[0]} is not that of`)])
      await page.context().close()
    }
  })

  test.each(['light', 'dark'] as const)('opens an operation by keyboard, in %s', async (colorScheme) => {
    const { page } = await open('/docs', { colorScheme })
    await page.locator('#operations-tag-Health button').first().focus()
    await page.keyboard.press('Enter')
    const control = page.locator('#operations-Health-getHealth .opblock-summary-control')
    await control.focus()
    await page.keyboard.press('Enter')
    await page.locator('#operations-Health-getHealth').getByRole('button', { name: 'Execute' }).waitFor()
    expect(await issues(page, 'header')).toEqual([])
    await page.context().close()
  })
})

test.each(['light', 'dark'] as const)(
  'ReDoc renders in %s, from this server alone',
  async (colorScheme) => {
    const { page, elsewhere, complaints } = await open('/redoc', { colorScheme })
    await page.locator('#redoc').getByRole('heading', { name: 'OAuth-protected MCP endpoint' }).waitFor()
    await page.locator('#redoc').getByText('/oauth/token').first().waitFor()
    const sheet = await page.evaluate("getComputedStyle(document.querySelector('#redoc .menu-content')).position")
    expect(sheet).toBe('sticky')
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })
    // One operation, and the menu: all of them take axe half a minute.
    for (const part of ['header', '#redoc .menu-content', '[id$="operation/postOauthDeviceAuthorize"]']) {
      expect(await issues(page, part)).toEqual([])
    }
    await page.context().close()
  },
  60_000,
)

describe('the redirect inspector', () => {
  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)(
    'has no serious issue in %s at %i pixels, and works by keyboard and without script',
    async (colorScheme, width) => {
      const options = { colorScheme, viewport: { width, height: 900 } }
      const { page, elsewhere, complaints } = await open('/docs/oauth-callback', options)
      expect(await issues(page)).toEqual([])
      await page.getByRole('link', { name: 'Ask for a code' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Approve' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'The answer is a code' }).waitFor()
      expect(await issues(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      expect(await page.locator('script').count()).toBe(0)
      expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })
      await page.context().close()
    },
  )
})
