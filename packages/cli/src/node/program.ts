import { execFile } from 'node:child_process'
import type { Program } from '../env.ts'

const PATIENCE = 60_000

/** Runs a program, never by a shell, with what it reads on its standard input. Rejects where it cannot be started. */
export const nodeProgram: Program = (name, parameters, input) =>
  new Promise((resolve, reject) => {
    const child = execFile(name, [...parameters], { timeout: PATIENCE }, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr })
      else reject(Object.assign(new Error(`${name} failed`), { code: error.code ?? 'ETIMEDOUT' }))
    })
    child.stdin?.on('error', () => undefined) // one that reads nothing says so by its status
    child.stdin?.end(input)
  })
