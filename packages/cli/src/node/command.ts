import { exec } from 'node:child_process'

const PATIENCE = 60_000
const OUTPUT_LIMIT = 1 << 20

/** Runs the user's own command line in their shell; what it says on stderr is theirs to see. */
export function commandOutput(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = exec(command, { timeout: PATIENCE, maxBuffer: OUTPUT_LIMIT }, (error, stdout) => {
      if (error === null) resolve(stdout)
      else reject(Object.assign(new Error('the command failed'), { code: `exit ${error.code ?? error.signal}` }))
    })
    child.stderr?.pipe(process.stderr)
    child.stdin?.end()
  })
}
