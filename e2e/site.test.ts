import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { freePort } from './support/free-port.ts'

const docs = join(import.meta.dirname, '../docs')
const BASE = '/below/here'
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

let folder: string
let server: Server
let browser: Browser
let origin: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-auth-site-'))
  const output = join(folder, 'site')
  execFileSync('npx', ['vite', 'build'], {
    cwd: docs,
    env: { ...process.env, BASE_PATH: BASE, SITE_OUTPUT: output },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, origin).pathname
    const file = fileOf(path)
    if (file === undefined) return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  browser = await launchBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a plain static server has at a path. */
function fileOf(path: string): string | undefined {
  if (!path.startsWith(`${BASE}/`)) return undefined
  const file = join(folder, 'site', decodeURIComponent(path.slice(BASE.length)))
  if (!existsSync(file)) return undefined
  if (!statSync(file).isDirectory()) return file
  return existsSync(join(file, 'index.html')) ? join(file, 'index.html') : undefined
}

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.goto(origin + BASE + path)
  return page
}

/** One page of each kind. */
const KINDS = [
  '/',
  '/start/',
  '/flows/refresh/',
  '/troubleshooting/',
  '/reference/',
  '/reference/cli/',
  '/reference/requirements/',
  '/reference/requirements/C-AZ-03/',
  '/search/',
] as const

describe('the site, built for a sub-path and served by a plain file server', () => {
  test('has no broken link, no broken anchor, and asks nobody else for anything', () => {
    const files = globSync('**/*.html', { cwd: join(folder, 'site') })
    expect(files.length).toBeGreaterThan(220)
    const ids = new Map(
      files.map((file) => [file, new Set([...read(file).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
    )
    const broken: string[] = []
    for (const file of files) {
      const here = `${BASE}/${file.replace(/index\.html$/, '')}`
      for (const [, attribute, target = ''] of read(file).matchAll(/ (href|src)="([^"]+)"/g)) {
        const url = new URL(target.replaceAll('&amp;', '&'), origin + here)
        if (url.origin !== origin) {
          if (attribute === 'src' || !/^https:\/\//.test(target)) broken.push(`${file}: ${target} is elsewhere`)
          continue
        }
        const found = fileOf(url.pathname)
        const name = found?.slice(join(folder, 'site').length + 1)
        if (name === undefined) broken.push(`${file}: ${target}`)
        else if (
          url.hash.length > 1 &&
          name.endsWith('.html') &&
          ids.get(name)?.has(decodeURIComponent(url.hash.slice(1))) !== true
        )
          broken.push(`${file}: ${target} has no such anchor`)
      }
      if (/<link[^>]+href="https?:/.test(read(file))) broken.push(`${file} loads from elsewhere`)
    }
    expect(broken).toEqual([])
  })

  test.each([true, false])(
    'transfers at most 150 kB for its first page, and reads fully, with script: %s',
    async (javaScriptEnabled) => {
      const page = await (await browser.newContext({ javaScriptEnabled })).newPage()
      const sizes: Promise<number>[] = []
      const elsewhere: string[] = []
      page.on('response', (response) => void sizes.push(response.body().then((body) => body.length)))
      page.on('request', (request) => void (request.url().startsWith(origin) || elsewhere.push(request.url())))
      await page.goto(`${origin}${BASE}/`, { waitUntil: 'networkidle' })
      expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000)
      expect(elsewhere).toEqual([])
      expect(await page.locator('main').textContent()).toContain('My client fails with')
      await page.context().close()
    },
  )

  test('shows every kind of page without script', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    for (const path of KINDS) {
      await page.goto(origin + BASE + path)
      expect(await page.getByRole('heading', { level: 1 }).count(), path).toBe(1)
      expect((await page.locator('main').textContent())?.length, path).toBeGreaterThan(300)
    }
    expect(await page.locator('#found:visible, #theme:visible, .copy:visible').count()).toBe(0)
    await page.getByRole('searchbox').fill('resource')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\/\?q=resource$/)
    expect(await page.locator('#everything a').count()).toBeGreaterThan(200)
  })

  describe.each(['light', 'dark'] as const)('has no accessibility fault, in %s colours,', (colorScheme) => {
    test.each(KINDS)('at %s', async (path) => {
      const page = await open(path, { colorScheme })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(
        violations.map(({ id, nodes }) => ({ id, at: nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)) })),
      ).toEqual([])
      await page.context().close()
    })
  })

  test.each([360, 1600])('fits into %s pixels', async (width) => {
    const page = await open('/', { viewport: { width, height: 800 } })
    for (const path of KINDS) {
      await page.goto(origin + BASE + path)
      expect([path, await page.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([path, 0])
    }
    await page.context().close()
  })

  test('finds while one types, by keyboard alone', async () => {
    const page = await open('/start/')
    await page.keyboard.press('/')
    await page.keyboard.type('code_challenge_method')
    await page.locator('#found a').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/C-AZ-0|reference|troubleshooting/)
    await page.context().close()
  })

  test('copies a command, and remembers light or dark', async () => {
    const page = await open('/start/', { permissions: ['clipboard-read', 'clipboard-write'], colorScheme: 'light' })
    await page.getByRole('button', { name: 'Copy' }).first().click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('npx mcp-auth-test-server\n')
    await page.getByRole('button', { name: 'Light or dark' }).click()
    await page.reload()
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark')
    await page.context().close()
  })

  // Symptoms of the field, in the words of their reports.
  test.each([
    ['stored refresh token is never used', ['It asks for a login again'], 'C-USE-07'],
    ['parallel refresh revokes the family', ['Parallel requests log everybody out'], 'C-REF-03'],
    ['issuer mismatch by a slash', ['issuer does not match'], 'C-ASMD-05'],
    ['stale client_id is replayed', ['All symptoms', 'invalid_client after the server was reset'], 'C-REG-15'],
    ['client_secret_post is sent as Basic', ['invalid_client with a secret that is right'], 'C-TOK-05'],
  ])('leads from the front page to “%s” in at most three clicks', async (_, clicks, answer) => {
    const page = await open('/')
    for (const text of clicks) {
      await page.locator('main').getByText(text).first().click()
    }
    await page.locator('main').getByRole('link', { name: answer }).first().click()
    await page.waitForURL(new RegExp(`/${answer}/$`))
    expect(await page.getByRole('heading', { name: 'What to try' }).isVisible()).toBe(true)
    await page.context().close()
  })
})

test('every diagram is the drawing of its source', () => {
  for (const file of globSync('diagrams/*.mmd', { cwd: docs })) {
    const hash = createHash('sha256')
      .update(readFileSync(join(docs, file)))
      .digest('hex')
      .slice(0, 16)
    expect(
      readFileSync(join(docs, file.replace('.mmd', '.svg')), 'utf8').split('\n')[0],
      `${file}: npm run diagrams`,
    ).toContain(hash)
  }
})

function read(file: string): string {
  return readFileSync(join(folder, 'site', file), 'utf8')
}
