import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { describe, expect, test } from 'vitest'
import type { Env } from '../src/env.ts'
import { hiddenLine } from '../src/node/hidden.ts'
import { expectOneLine, useWorlds } from './support/setup.ts'
import { locationOf } from './support/terminal.ts'

const { terminal, world } = useWorlds()

const never = () => new Promise<never>(() => undefined)
const atTerminal = { isTTY: true, text: async () => '', line: never }
const home = (more: Readonly<Record<string, string>>) => ({ MCP_AUTH_CLI_HOME: terminal().home, ...more })

describe('the browser', () => {
  const screen = { DISPLAY: ':0' }
  test.each([
    ['at a terminal with a screen', true, screen, [], 1],
    ['on Wayland', true, { WAYLAND_DISPLAY: 'w' }, [], 1],
    ['with --no-browser', true, screen, ['--no-browser'], 0],
    ['with --headless', true, screen, ['--headless'], 0],
    ['without a screen', true, {}, [], 0],
    ['over SSH', true, { ...screen, SSH_CONNECTION: '::1 1 ::1 22' }, [], 0],
    ['in a build', true, { ...screen, CI: 'true' }, [], 0],
    ['off a terminal', false, screen, [], 0],
    ['off a terminal with --open-browser', false, {}, ['--open-browser'], 1],
  ])('%s', async (_what, isTTY, variables, more, times) => {
    const { url } = await world()
    const opened: string[] = []
    const env: Partial<Env> = {
      stdin: { ...atTerminal, isTTY },
      variables: home(variables),
      openBrowser: async (link) => void opened.push(link),
    }
    expect(await terminal().runWith(env, 'login', url, ...more)).toMatchObject({ status: 0 })
    expect(opened).toHaveLength(times)
  })

  test('is not both wanted and not', async () => {
    const { url } = await world()
    const done = await terminal().run('login', url, '--open-browser', '--no-browser')
    expectOneLine(done)
    expect(done.status).toBe(2)
  })

  test.each([
    ['the device grant', true, /--auth-mode device needs no way back/],
    ['a tunnel', false, /ssh -L \d+:127\.0\.0\.1:\d+ brings it back/],
  ])('over SSH %s is suggested', async (_what, device, says) => {
    const { url } = await world({
      deviate: (request, reply, { server }) => {
        if (!device || request.path !== '/.well-known/oauth-authorization-server') return reply
        const endpoint = `${server.origin}/as/device`
        const grants = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code']
        const more = { device_authorization_endpoint: endpoint, grant_types_supported: grants }
        return { ...reply, body: JSON.stringify({ ...server.metadata(), ...more }) }
      },
    })
    const done = await terminal().runWith({ variables: home({ SSH_CONNECTION: 'x' }) }, 'login', url)
    expect(done).toMatchObject({ status: 0, stderr: expect.stringMatching(says) })
  })

  test('its page has no style but the one its policy names, and no script', async () => {
    const { url } = await world()
    const pages: Response[] = []
    terminal().browser = async (link) => void pages.push(await fetch(await locationOf(link)))
    await terminal().run('login', url)
    const text = (await pages[0]?.text()) ?? ''
    const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? ''
    expect(style).toContain('color-scheme:light dark')
    const hash = createHash('sha256').update(style).digest('base64')
    expect(pages[0]?.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`)
    expect(text).not.toMatch(/<script|style=/)
  })
})

describe('the wait', () => {
  test('is told at a terminal, and only there', async () => {
    const { url } = await world()
    terminal().browser = async () => undefined
    // A reminder's pause is over at once, the user's patience soon, and a request has all the time it needs.
    const sleep = (milliseconds: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve())
        if (milliseconds === 15_000) setImmediate(resolve)
        if (milliseconds === 180_000) setTimeout(resolve, 50)
      })
    const there = await terminal().runWith({ stdin: atTerminal, sleep }, 'login', url, '--no-browser')
    expect(there.stderr).toContain('Still waiting for the browser, 165 s left.')
    expect((await terminal().runWith({ sleep }, 'login', url)).stderr).not.toContain('Still waiting')
  })
})

describe('a secret', () => {
  /** Somebody who types, and who sees whether it is hidden. */
  function typing(text: string | undefined): { stdin: Env['stdin']; hidden: unknown[] } {
    const hidden: unknown[] = []
    const line = async (_signal: AbortSignal, hide?: boolean) => {
      hidden.push(hide)
      return text
    }
    return { hidden, stdin: { isTTY: true, text: async () => '', line } }
  }

  test('that is missing is asked for at a terminal, hidden', async () => {
    const { url, staticTokens } = await world({ authorization: 'bearer' })
    staticTokens.add('typed-token')
    const { stdin, hidden } = typing('typed-token')
    const done = await terminal().runWith({ stdin }, 'login', url, '--auth-mode', 'bearer')
    expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining('Bearer token') })
    expect(hidden).toEqual([true])
    expect(`${done.stdout}${done.stderr}`).not.toContain('typed-token')
    expect(await terminal().run('call', url, 'tools/list')).toMatchObject({ status: 0 })
  })

  test.each([[''], [undefined]])('that is %j is none', async (text) => {
    const { url } = await world({ authorization: 'bearer' })
    const done = await terminal().runWith({ stdin: typing(text).stdin }, 'login', url, '--auth-mode', 'bearer')
    expect(done).toMatchObject({ status: 2, stderr: expect.stringContaining('No bearer token was typed') })
  })

  test('off a terminal nobody is asked', async () => {
    const { url } = await world({ authorization: 'bearer' })
    const done = await terminal().run('login', url, '--auth-mode', 'bearer')
    expectOneLine(done)
    expect(done.status).toBe(2)
  })

  test('is read without an echo, with corrections', async () => {
    const modes: boolean[] = []
    const stream = new PassThrough()
    const fake = Object.assign(stream, {
      setRawMode: (mode: boolean) => {
        modes.push(mode)
        return stream
      },
    })
    const read = hiddenLine(fake as unknown as ReadStream, new AbortController().signal)
    stream.write('sec\u007fcretX')
    stream.write('\b\rrest')
    expect(await read).toBe('secret')
    expect(modes).toEqual([true, false])
  })
})
