import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** What the server announces. */
    server: { readonly url: string; readonly resources: { readonly oauth: string } }
  }
}

/** Starts the server on a free port before the tests, and ends it after them. */
export async function setup(project: TestProject): Promise<() => void> {
  const options = ['--port', '0', '--json', '--approval-mode', 'auto_approve']
  const server = spawn('mcp-auth-test-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(server.stdout, 'data')
  project.provide('server', JSON.parse(String(line)))
  return () => void server.kill()
}
