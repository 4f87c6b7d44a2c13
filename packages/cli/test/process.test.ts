import { execFileSync, spawn } from 'node:child_process'
import { once as emitted } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { useWorlds } from './support/setup.ts'
import { followRedirects } from './support/terminal.ts'

const { terminal, world } = useWorlds()

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A real process; `watch` sees what it says on stderr so far, and may act on it. */
function start(
  args: readonly string[],
  watch: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@mcp-auth/source', BIN, ...args], {
    env: { ...process.env, MCP_AUTH_CLI_HOME: terminal().home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
    watch(stderr, (signal) => child.kill(signal))
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}

/** Calls back once, with the authorization URL, when it was printed. */
function once(act: (url: string, kill: (signal: NodeJS.Signals) => void) => void): Parameters<typeof start>[1] {
  let done = false
  return (stderr, kill) => {
    const url = /^Open this URL to authorize:\n(\S+)\n/m.exec(stderr)?.[1]
    if (url === undefined || done) return
    done = true
    act(url, kill)
  }
}

const nothing = (): void => undefined

describe('as a process', () => {
  test('logs in, calls, and ends by itself at once', async () => {
    const { url } = await world()
    const page: Promise<unknown>[] = []
    const login = await start(
      ['login', url],
      once((link) => void page.push(followRedirects(link))),
    )
    expect(login).toMatchObject({ code: 0, stdout: expect.stringContaining('Saved profile') })
    expect(await page[0]).toContain('You can close this window')
    const begun = performance.now()
    expect(await start(['call', url, 'tools/list'], nothing)).toMatchObject({ code: 0, stderr: '' })
    expect(performance.now() - begun).toBeLessThan(4000)
  })

  test('an interrupted login ends with 130 and one line', async () => {
    const { url } = await world()
    const login = await start(
      ['login', url],
      once((_url, kill) => kill('SIGINT')),
    )
    expect(login).toMatchObject({ code: 130, stdout: '', stderr: expect.stringMatching(/\nError: Interrupted\.\n$/) })
  })

  test('its exit status is the table’s', async () => {
    expect(await start(['--version'], nothing)).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' })
    expect(await start(['nope'], nothing)).toMatchObject({ code: 2, stdout: '' })
    expect(await start(['discover', 'http://127.0.0.1:1/'], nothing)).toMatchObject({ code: 3, stdout: '' })
  })
})

describe.skipIf(process.platform === 'win32')('what it prints', () => {
  const program = [process.execPath, '--conditions=@mcp-auth/source', BIN] as const

  test('arrives whole where the reader is slow and the pipe does not wait', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-auth-pipe-'))
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const end = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
    writeSync(end, 'x'.repeat(60_000))
    const child = spawn(program[0], [...program.slice(1), 'explain', '--json'], { stdio: ['ignore', end, 'inherit'] })
    const ended = emitted(child, 'exit')
    await delay(1000)
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] })
    const read = text(reader.stdout)
    expect(await ended).toEqual([0, null])
    closeSync(end)
    const printed = (await read).slice(60_000)
    expect(printed.length).toBeGreaterThan(10_000)
    expect(() => JSON.parse(printed)).not.toThrow()
    rmSync(folder, { recursive: true })
  })

  test('may be left unread', async () => {
    const line = `${program.map((word) => `'${word}'`).join(' ')} explain; echo "status $?" >&2`
    const { stderr } = await new Promise<{ stderr: string }>((resolve) => {
      const shell = spawn('bash', ['-c', `(${line}) | true`], { stdio: ['ignore', 'ignore', 'pipe'] })
      void text(shell.stderr).then((stderr) => resolve({ stderr }))
    })
    expect(stderr).toBe('status 0\n')
  })
})
