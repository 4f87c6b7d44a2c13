import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decide } from './support/consent.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'mcp-auth-packages-'))

/** The packages, and how many bytes of each may travel to whoever installs it. */
const PACKAGES = {
  spec: { name: '@mcp-auth/spec', limit: 100_000 },
  server: { name: 'mcp-auth-test-server', limit: 3_000_000 },
  cli: { name: 'mcp-auth', limit: 300_000 },
} as const

interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

const packed = new Map<string, Packed>()

/** The oldest Node that the packages promise, where somebody says where it is; the gate does. */
const OLDEST = process.env['OLDEST_NODE']

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/types.mjs'], { cwd: root })
  for (const name of Object.keys(PACKAGES)) {
    const [row] = JSON.parse(npm(join(root, 'packages', name), 'pack', '--json', '--pack-destination', folder))
    packed.set(name, row)
  }
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

function tarball(name: string): string {
  return join(folder, packed.get(name)?.filename ?? '')
}

/** CommonJS may require ES modules in every Node that we promise; the resolution of Node 10 knows no `exports`. */
function isKnown(problem: unknown): boolean {
  if (typeof problem !== 'object' || problem === null || !('kind' in problem)) return false
  if (problem.kind === 'CJSResolvesToESM') return true
  return problem.kind === 'NoResolution' && 'resolutionKind' in problem && problem.resolutionKind === 'node10'
}

describe.each(Object.entries(PACKAGES))('the package of %s', (name, { limit }) => {
  test('has what it needs, nothing of our workshop, and is small', () => {
    const { files, size } = packed.get(name) ?? { files: [], size: 0 }
    const paths = files.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.d.ts']))
    expect(paths.filter((path) => !/^(dist|bin)\/|^(LICENSE|README\.md|package\.json)$/.test(path))).toEqual([])
    expect(paths.filter((path) => /\.map$|\.ts$/.test(path) && !path.endsWith('.d.ts'))).toEqual([])
    expect(size).toBeLessThan(limit)
  })

  test('asks for nothing else to be installed', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
    expect(Object.keys(manifest).filter((key) => /dependencies$/i.test(key) && key !== 'devDependencies')).toEqual([])
  })

  test('has nothing that publint knows to be wrong', async () => {
    const bytes = new Uint8Array(readFileSync(tarball(name))).buffer
    const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('has types that resolve in every way that modules are', async () => {
    const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball(name)))))
    const problems =
      checked.types === false ? ['no types'] : checked.problems.map(({ kind, ...where }) => ({ kind, ...where }))
    expect(problems.filter((each) => !isKnown(each))).toEqual([])
  })
})

const NODES = { 'this Node': process.execPath, 'the oldest Node that is promised': OLDEST ?? '' }

describe.each(Object.entries(NODES))('installed into an empty folder, with %s', (_, node) => {
  const missing = node === '' && process.env['CI'] === undefined
  const home = join(folder, `home-${node.length}`)
  let server: ChildProcess
  let url: string

  beforeAll(async () => {
    if (missing) return
    mkdirSync(home)
    writeFileSync(join(home, 'package.json'), '{"type": "module", "private": true}')
    npm(home, 'install', '--offline', '--no-audit', '--no-fund', ...[...packed.keys()].map(tarball))
    server = program('mcp-auth-test-server', '--port', '0', '--json')
    const [line] = await once(server.stdout?.setEncoding('utf8') as NodeJS.ReadableStream, 'data')
    url = JSON.parse(line).resources.oauth
  })

  afterAll(() => void server?.kill())

  function program(name: string, ...args: readonly string[]): ChildProcess {
    return spawn(node, [join(home, 'node_modules', name, 'bin', `${name}.js`), ...args], {
      cwd: home,
      env: { PATH: process.env['PATH'], MCP_AUTH_CLI_HOME: join(home, 'logins') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  test.skipIf(missing)('the quick start works', async () => {
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(node === OLDEST ? /^v22\.18\./ : /^v/)
    for (const args of [
      ['discover', url],
      ['login', url],
      ['call', url, 'initialize'],
      ['call', url, 'tools/call', '--tool-name', 'ping'],
    ]) {
      const child = program('mcp-auth', ...args)
      let said = ''
      let approval: Promise<unknown> | undefined
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const link = /^Open this URL to authorize:\s+(http\S+)\n/m.exec(said)?.[1]
        if (link !== undefined) approval ??= decide(link, 'approve')
      })
      const [status] = await once(child, 'exit')
      await approval
      expect({ args, status, said }).toMatchObject({ args, status: 0 })
    }
  })

  test.skipIf(missing)('what the packages show of themselves runs, and its types are right', () => {
    for (const name of Object.keys(PACKAGES)) {
      const readme = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8')
      const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? []
      if (code === undefined) continue
      writeFileSync(join(home, `${name}.ts`), code)
      expect(execFileSync(node, [`${name}.ts`], { cwd: home, encoding: 'utf8' })).toMatch(/^(401 Bearer|C-GEN-01)/)
    }
    const strict = ['--strict', '--noEmit', '--target', 'es2024', '--lib', 'es2024,dom,dom.iterable,dom.asynciterable']
    const resolution = ['--module', 'nodenext', 'spec.ts', 'server.ts', 'cli.ts']
    writeFileSync(join(home, 'cli.ts'), "import * as library from 'mcp-auth'\nconsole.log(Object.keys(library))\n")
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    expect(execFileSync(process.execPath, [tsc, ...strict, ...resolution], { cwd: home, encoding: 'utf8' })).toBe('')
  })
})
