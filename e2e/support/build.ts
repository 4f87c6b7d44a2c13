import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Builds the programs before any test runs: what is tested end to end is what would be shipped. */
export function setup(): void {
  const root = join(import.meta.dirname, '../..')
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}
