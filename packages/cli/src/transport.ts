import { open } from 'node:fs/promises'
import type { Inputs } from './arguments.ts'
import type { Env, Fetch } from './env.ts'
import { usageError } from './errors.ts'
import { routedFetch } from './http/route.ts'
import { HarRecorder } from './terminal/har.ts'
import { tracedFetch } from './terminal/trace.ts'

/** How requests go out, and what is to be done when the last one has. */
export interface Transport {
  readonly fetch: Fetch
  readonly close: () => Promise<void>
}

/** Requests as the options of every command want them: routed, told, recorded. */
export async function openTransport(inputs: Inputs, env: Env, say: (text: string) => void): Promise<Transport> {
  if (inputs.flag('insecure')) {
    say('DANGER: --insecure takes any certificate; whoever is on the way can read and change everything.')
  }
  const routed = await routedFetch(inputs, env)
  const fetch = inputs.flag('verbose') ? tracedFetch(routed, (line) => env.stderr(`${line}\n`)) : routed
  const path = inputs.value('har')
  return path === undefined ? { fetch, close: async () => undefined } : recording(env, path, fetch)
}

/** The file is opened first: who asked for a record is to know at once that there will be none. */
async function recording(env: Env, path: string, fetch: Fetch): Promise<Transport> {
  const file = await open(path, 'w', 0o600).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw usageError(`--har: cannot write ${JSON.stringify(path)} (${code}).`)
  })
  const recorder = new HarRecorder(env)
  return {
    fetch: recorder.recorded(fetch),
    close: async () => {
      await file.writeFile(recorder.text())
      await file.close()
    },
  }
}
