import { describe, expect, test } from 'vitest'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { followRedirects, locationOf } from './support/terminal.ts'

const { terminal, world } = useWorlds()

describe('the callback listener', () => {
  /** What a stranger gets who knocks before the user comes back. */
  async function knock(send: (redirect: URL) => Promise<Response>): Promise<{ response: Response; status: number }> {
    const { url } = await world()
    let response: Response | undefined
    terminal().browser = async (link) => {
      response = await send(new URL(new URL(link).searchParams.get('redirect_uri') ?? ''))
      return followRedirects(link)
    }
    const { status } = await terminal().run('login', url)
    if (response === undefined) throw new Error('nobody knocked')
    return { response, status }
  }

  test('answers 404 to another path and goes on waiting', async () => {
    const { response, status } = await knock((redirect) => fetch(`${redirect.origin}/favicon.ico?code=x&state=y`))
    expect([response.status, status]).toEqual([404, 0])
  })

  test('answers 403 to another Host and goes on waiting', async () => {
    const { response, status } = await knock((redirect) =>
      fetch(`http://localhost:${redirect.port}/callback?code=x&state=y`),
    )
    expect([response.status, status]).toEqual([403, 0])
  })

  test('answers 405 to a POST and goes on waiting', async () => {
    const { response, status } = await knock((redirect) => fetch(`${redirect}?code=x&state=y`, { method: 'POST' }))
    expect([response.status, status]).toEqual([405, 0])
  })

  test('answers 400 to a request that is no authorization response and goes on waiting', async () => {
    const { response, status } = await knock((redirect) => fetch(`${redirect}?utm=x`))
    expect([response.status, status]).toEqual([400, 0])
  })

  test('answers a page that nothing can be learnt from or done with', async () => {
    const { url } = await world()
    const pages: Response[] = []
    terminal().browser = async (link) => void pages.push(await fetch(await locationOf(link)))
    await terminal().run('login', url)
    const [page] = pages
    expect(page?.status).toBe(200)
    expect(Object.fromEntries(page?.headers ?? [])).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    const text = await page?.text()
    expect(text).toContain('You can close this window')
    expect(text).not.toMatch(/code-|at-/)
  })

  test('answers 400 to a second response of the same login', async () => {
    const statuses: number[] = []
    let answered: () => void = () => undefined
    const both = new Promise<void>((resolve) => {
      answered = resolve
    })
    const { url } = await world({
      deviate: async (request, right) => {
        // The listener is open as long as the login is not done.
        if (request.path === '/as/token') await both
        return right
      },
    })
    terminal().browser = async (link) => {
      const callback = await locationOf(link)
      for (const _time of [1, 2]) statuses.push((await fetch(callback)).status)
      answered()
    }
    expect(await terminal().run('login', url)).toMatchObject({ status: 0 })
    expect(statuses).toEqual([200, 400])
  })

  test('the browser of a forged response is told, and nothing of it repeated', async () => {
    const { url } = await world()
    const pages: Response[] = []
    terminal().browser = async (link) => {
      const { searchParams } = new URL(link)
      pages.push(await fetch(`${searchParams.get('redirect_uri')}?code=x&state=<script>`))
    }
    const login = await terminal().run('login', url)
    expect(pages[0]?.status).toBe(400)
    expect(await pages[0]?.text()).not.toContain('script')
    expect(login.status).toBe(4)
  })

  test.each([
    ['another path', 'http://127.0.0.1:0/oauth/back', /^http:\/\/127\.0\.0\.1:\d+\/oauth\/back$/],
    ['no port', 'http://127.0.0.1/callback', /^http:\/\/127\.0\.0\.1:\d+\/callback$/],
    ['localhost', 'http://localhost:0/callback', /^http:\/\/localhost:\d+\/callback$/],
  ])('--redirect-uri with %s', async (_, redirectUri, expected) => {
    const { url, to } = await world()
    expect(await terminal().run('login', url, '--redirect-uri', redirectUri)).toMatchObject({ status: 0 })
    expect(to('/as/authorize')[0]?.query.get('redirect_uri')).toMatch(expected)
  })
})

describe('pasting the callback URL', () => {
  test('works beside the listener', async () => {
    const { url } = await world()
    const lines: string[] = []
    let wake: () => void = () => undefined
    terminal().browser = async (link) => {
      lines.push('what?', (await locationOf(link)).href)
      wake()
    }
    const line = async (): Promise<string | undefined> => {
      while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return lines.shift()
    }
    const login = await terminal().runWith({ stdin: { isTTY: true, text: async () => '', line } }, 'login', url)
    expect(login).toMatchObject({ status: 0, stderr: expect.stringContaining('That is not it') })
  })

  test('is needed for a redirect URI on another machine, and impossible off a terminal', async () => {
    const { url, to } = await world()
    const login = await terminal().run('login', url, '--redirect-uri', 'https://app.example/back')
    expectOneLine(login)
    expect(login.status).toBe(4)
    expect(to('/as/authorize')).toEqual([])
  })
})
