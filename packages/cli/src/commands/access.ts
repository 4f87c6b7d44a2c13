import type { Inputs } from '../arguments.ts'
import type { Context } from '../context.ts'
import { usageError } from '../errors.ts'
import type { Access } from '../mcp/access.ts'
import { HANDSHAKE_VERSIONS, STATELESS_VERSION } from '../mcp/protocol.ts'
import { opensBrowser } from './browser.ts'

/** What the access options say; a user is there if a terminal is, or if they said how to reach them. */
export function accessOf(inputs: Inputs, { env }: Context, url: string): Access {
  const openBrowser = opensBrowser(inputs, env)
  const headless = inputs.flag('headless')
  const reachable = openBrowser || headless || env.stdin.isTTY
  return { url, profileId: inputs.value('profile'), ask: reachable ? { openBrowser, headless } : undefined }
}

/** The MCP revision to speak, where one is given. */
export function protocolVersionOption(inputs: Inputs): string | undefined {
  const version = inputs.value('protocol-version')
  const known: readonly string[] = [STATELESS_VERSION, ...HANDSHAKE_VERSIONS]
  if (version === undefined || known.includes(version)) return version
  throw usageError(`Unknown protocol version ${JSON.stringify(version)}.`, `one of ${known.join(', ')}`)
}
