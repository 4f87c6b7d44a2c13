import { readFile } from 'node:fs/promises'
import type { Inputs } from '../arguments.ts'
import type { Env, Fetch } from '../env.ts'
import { usageError } from '../errors.ts'
import { proxyFor, proxyIsSet } from './proxy.ts'

/** A `fetch` that goes the way the user wants: through their proxy, trusting whom they trust. */
export async function routedFetch(inputs: Inputs, { fetch, variables, knowsProxies }: Env): Promise<Fetch> {
  if (proxyIsSet(variables) && !knowsProxies) {
    throw usageError('A proxy is set, and this Node.js cannot use one.', 'Node.js 22.21 and 24.5 can; or unset it')
  }
  const authorities = await authoritiesIn(inputs.value('ca-file'))
  const anyCertificate = inputs.flag('insecure')
  if (authorities === undefined && !anyCertificate && !proxyIsSet(variables)) return fetch
  return (url, init) => fetch(url, { ...init, route: { proxy: proxyFor(url, variables), authorities, anyCertificate } })
}

async function authoritiesIn(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw usageError(`--ca-file: cannot read ${JSON.stringify(path)} (${code}).`)
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw usageError(`--ca-file: there is no PEM certificate in ${JSON.stringify(path)}.`)
  }
  return text
}
