import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const packageJson = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')

/** Where the official suite keeps its files. */
export const suiteFolder = dirname(packageJson)

/** Its command line. */
export const suiteCommand = join(suiteFolder, 'dist/index.js')

/** What the suite found in one respect. */
export interface Check {
  readonly id: string
  readonly status: string
  readonly errorMessage?: string
  /** Said by the suite of a check for which a server lacks a diagnostic tool. */
  readonly details?: { readonly untestable?: boolean }
}

/** One run of the suite: how it ended, and its checks by the folder that it gave each scenario. */
export interface SuiteRun {
  /** Its exit status; null when it was ended for taking too long. */
  readonly status: number | null
  readonly scenarios: ReadonlyMap<string, readonly Check[]>
}

/** Bounds of a run, and who listens to it. */
export interface SuiteOptions {
  /** How long it may take, in milliseconds, before it is ended with all that it started. */
  readonly limit: number
  /** Told of everything it has printed so far, each time it prints. */
  readonly onPrinted?: (printed: string) => void
}

/** Runs the suite with these arguments. Its results are read, and leave nothing behind. */
export async function runOfficialSuite(args: readonly string[], { limit, onPrinted }: SuiteOptions): Promise<SuiteRun> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-auth-conformance-'))
  try {
    const status = await run([...args, '-o', folder], limit, onPrinted)
    const files = globSync('**/checks.json', { cwd: folder })
    const checksOf = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Check[]
    return { status, scenarios: new Map(files.map((file) => [dirname(file), checksOf(file)])) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(
  args: readonly string[],
  limit: number,
  onPrinted: ((printed: string) => void) | undefined,
): Promise<number | null> {
  // A group of its own, so that what it started ends with it.
  const child = spawn(process.execPath, [suiteCommand, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    onPrinted?.(printed)
  })
  return new Promise((resolve) => {
    const late = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), limit)
    child.once('close', (status) => {
      clearTimeout(late)
      resolve(status)
    })
  })
}

/** What the suite found wrong, warnings included. */
export function wrong(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
    .map(({ id, status, errorMessage }) => `${id} ${status} ${errorMessage ?? ''}`.trim())
}
