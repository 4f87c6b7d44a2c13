import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createServer, type TestServer } from './app.ts'
import { type Arguments, parseArguments, UsageError } from './arguments.ts'
import { type Loaded, loadSettings } from './config/load.ts'
import { systemClock } from './core/clock.ts'
import { type Config, ConfigError, parseConfig } from './core/config.ts'
import type { Via } from './core/exchange.ts'
import { randomIds } from './core/ids.ts'
import { shownSettings } from './core/shown-settings.ts'
import { NAME, VERSION } from './core/version.ts'
import { servedOrigins } from './origins.ts'
import { safeOutbound } from './outbound/safe-outbound.ts'
import { portInUse } from './port-in-use.ts'
import type { TlsCredentials } from './tls/credentials.ts'
import { dataFolder } from './tls/folder.ts'
import { tlsMode } from './tls/mode.ts'

/** Exit statuses: 1 the server cannot run, 2 it was told something wrong. */
const FAILED = 1
const USAGE = 2

/** How long an idle connection stays open, in ms: Node's five seconds end in the pauses of a test, just when its client writes again. */
const KEEP_ALIVE = 60_000

async function main(): Promise<void> {
  const args = parseArguments(process.argv.slice(2))
  if (args.help) {
    process.stdout.write((await import('./help.ts')).helpText())
    return
  }
  if (args.version) {
    process.stdout.write(`${VERSION}\n`)
    return
  }
  if (args.command === 'config schema') {
    const { settingsSchema } = await import('./config/schema.ts')
    process.stdout.write(`${JSON.stringify(settingsSchema(), null, 2)}\n`)
    return
  }
  const { config, values, sources } = configure(args)
  if (args.command === 'config print') {
    const { printed } = await import('./config/print.ts')
    // As a start would: what is wrong with these settings is said here too.
    const server = createServer(values, { sources })
    process.stdout.write(printed(shownSettings(server.config, sources), args.json))
    return
  }
  const tls = await tlsCredentials(config)
  const http = tls === undefined ? createHttpServer() : (await import('node:https')).createServer(tls)
  http.keepAliveTimeout = KEEP_ALIVE
  http.once('error', (error: NodeJS.ErrnoException) => void cannotListen(error, config))
  http.listen({ host: config.host, port: config.port }, () => start(http, { values, sources, tls }, args.json))
}

/** What https is served with, if it is. Nothing of it is loaded where it is not. */
async function tlsCredentials(config: Config): Promise<TlsCredentials | undefined> {
  const mode = tlsMode(config)
  if (mode === 'off') return undefined
  const { devCredentials, givenCredentials } = await import('./tls/credentials.ts')
  if (mode === 'files') return givenCredentials(config)
  const hosts = servedOrigins(config).map((origin) => new URL(origin).hostname.replace(/^\[|\]$/g, ''))
  const { homedir, hostname } = process.getBuiltinModule('node:os')
  const user = { environment: process.env, platform: process.platform, home: homedir() }
  return devCredentials([...new Set([...hosts, '127.0.0.1', 'localhost', '::1'])], config, {
    now: systemClock.now(),
    ids: randomIds,
    folder: dataFolder(user, NAME),
    owner: hostname(),
  })
}

function configure(args: Arguments): Loaded & { config: Config } {
  const loaded = loadSettings({
    ...(args.config !== undefined && { file: readSettings(args.config) }),
    environment: process.env,
    flags: args.settings,
  })
  return { config: parseConfig(loaded.values), ...loaded }
}

function readSettings(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`the settings file cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Only now is the port known that the issuer is made of; no request is handled before this returns. */
function start(
  http: Server,
  { values, sources, tls }: Loaded & { tls: TlsCredentials | undefined },
  json: boolean,
): void {
  const { port } = http.address() as AddressInfo
  let server: TestServer
  try {
    server = createServer(
      { ...values, port },
      {
        sources,
        onInternalError: (error) => console.error(error),
        ...(tls?.trusted !== undefined && { outbound: safeOutbound({ ca: tls.trusted }) }),
      },
    )
  } catch (error) {
    http.close()
    fail(error)
    return
  }
  const listener = getRequestListener((request, { incoming: { socket, rawHeaders } }) =>
    server.fetch(request, viaOf(socket), rawHeaders),
  )
  http.on('request', (incoming, outgoing) => {
    // RFC 9112 §3.2: 400 to a request with more than one Host; which one counts would be anybody's guess.
    if (incoming.headersDistinct['host']?.length === 1) void listener(incoming, outgoing)
    else outgoing.writeHead(400, { connection: 'close' }).end()
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(http))
  process.stdout.write(
    json ? `${JSON.stringify(announcement(server, port, tls?.caFile))}\n` : greeting(server, tls?.caFile),
  )
}

const connections = new WeakMap<Socket, Via>()
let connectionCount = 0

/** A name for a connection, and who is at its other end. */
function viaOf(socket: Socket): Via {
  let via = connections.get(socket)
  if (via === undefined) {
    connectionCount += 1
    const address = socket.remoteAddress
    let open = true
    socket.once('close', () => {
      open = false
    })
    via = { connection: String(connectionCount), isOpen: () => open, ...(address !== undefined && { address }) }
    connections.set(socket, via)
  }
  return via
}

function announcement(server: TestServer, port: number, caFile: string | undefined): Readonly<Record<string, unknown>> {
  const { issuer, resources, discoverableResource, identityProvider, config } = server
  return {
    schemaVersion: 1,
    name: NAME,
    version: VERSION,
    pid: process.pid,
    port,
    url: issuer,
    issuer,
    resources,
    identityProvider,
    metadata: {
      authorizationServer: `${issuer}/.well-known/oauth-authorization-server`,
      ...(discoverableResource !== undefined && {
        protectedResource: `${issuer}/.well-known/oauth-protected-resource${new URL(discoverableResource).pathname}`,
      }),
    },
    health: `${issuer}/health`,
    ...(config.observe && { console: `${issuer}/` }),
    ...(caFile !== undefined && { caFile }),
  }
}

function greeting({ issuer, resources, config }: TestServer, caFile: string | undefined): string {
  const rows = Object.entries(resources).map(([id, url]) => `  ${`${id}: `.padEnd(14)}${url}\n`)
  const shown = config.observe ? `  ${'console: '.padEnd(14)}${issuer}/\n` : ''
  const faults = config.faults.length === 0 ? '' : `  faults armed: ${config.faults.join(', ')}\n`
  const trust =
    caFile === undefined
      ? ''
      : `  ${'authority: '.padEnd(14)}${caFile}\n                (mcp-auth --ca-file FILE; NODE_EXTRA_CA_CERTS=FILE; curl --cacert FILE)\n`
  return `mcp-auth-test-server ${VERSION} listens on ${issuer}\n${rows.join('')}${shown}${trust}${faults}`
}

function stop(http: Server): void {
  http.close()
  http.closeAllConnections()
}

async function cannotListen(error: NodeJS.ErrnoException, config: Config): Promise<void> {
  if (error.code === 'EADDRINUSE') fail(new ConfigError(await portInUse(config.host, config.port)), FAILED)
  else fail(new ConfigError(`cannot listen on ${config.host}:${config.port}: ${error.message}`), FAILED)
}

function fail(error: unknown, status: number = USAGE): void {
  const known = error instanceof UsageError || error instanceof ConfigError
  const hint = error instanceof UsageError ? ' (--help lists the options)' : ''
  console.error(known ? `mcp-auth-test-server: ${error.message}${hint}` : error)
  process.exitCode = known ? status : FAILED
}

main().catch(fail)
