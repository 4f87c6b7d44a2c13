import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Finished, Terminal } from './terminal.ts'
import { startTerminal } from './terminal.ts'
import { type Setup, startWorld, type World } from './world.ts'

/** A fresh terminal and any number of worlds per test, closed afterwards. */
export function useWorlds(): { terminal: () => Terminal; world: (changes?: Partial<Setup>) => Promise<World> } {
  let current: Terminal | undefined
  const open: World[] = []
  beforeEach(async () => {
    current = await startTerminal()
  })
  afterEach(async () => {
    await Promise.all([...open.splice(0).map((started) => started.close()), current?.remove()])
  })
  return {
    terminal: () => {
      if (current === undefined) throw new Error('no test is running')
      return current
    },
    world: async (changes) => {
      const started = await startWorld(changes)
      open.push(started)
      return started
    },
  }
}

/** A failure is one line, perhaps a second with what to try; never a stack. */
export function expectOneLine(finished: Finished): void {
  const errors = finished.stderr.split('\n').filter((line) => line.startsWith('Error: '))
  expect(errors).toHaveLength(1)
  expect(finished.stderr).not.toMatch(/^\s+at /m)
  expect(finished.stdout).toBe('')
}

/** Whether anything at all was written to the configuration directory. */
export function savedAnything({ home }: Terminal): boolean {
  return existsSync(join(home, 'profiles.json'))
}
