import { createHash } from 'node:crypto'
import type { Env, Listener, ListenerReply, ListenerRequest } from './env.ts'
import { CliError, usageError } from './errors.ts'

/** Where the authorization server sends the user back to, on this machine (RFC 8252 §7.3). */
export interface LoopbackRedirect {
  readonly hostname: '127.0.0.1' | '[::1]' | 'localhost'
  /** `undefined` lets the system choose. */
  readonly port: number | undefined
  readonly path: string
}

/** A listener that waits for one authorization response. */
export interface CallbackListener {
  readonly redirectUri: string
  /** The query of the first request that is an authorization response. */
  readonly callback: Promise<URLSearchParams>
  close(): Promise<void>
}

const LOOPBACK_URI = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::(\d{1,5}))?(\/[^?#]*)?$/

/** Reads a redirect URI of this machine; `undefined` if it leads elsewhere. */
export function parseLoopbackRedirect(uri: string): LoopbackRedirect | undefined {
  const match = LOOPBACK_URI.exec(uri)
  if (match === null) return undefined
  const [, hostname, port, path] = match
  if (port !== undefined && Number(port) > 65_535) throw usageError(`${uri} has no valid port.`)
  return {
    hostname: hostname as LoopbackRedirect['hostname'], // one of the three that the pattern allows
    port: port === undefined ? undefined : Number(port),
    path: path ?? '',
  }
}

const ADDRESSES: Readonly<Record<LoopbackRedirect['hostname'], readonly string[]>> = {
  '127.0.0.1': ['127.0.0.1'],
  '[::1]': ['::1'],
  localhost: ['127.0.0.1', '::1'],
}

/**
 * Opens the callback listener. It believes nothing but a GET of its own path with its own Host (no other page
 * or name may reach it, RFC 8252 §8.3), and answers without repeating anything it was sent. `judge` decides
 * what the page says; it must not throw.
 */
export async function listenForCallback(
  env: Env,
  redirect: LoopbackRedirect,
  fallbackToAnyPort: boolean,
  judge: (parameters: URLSearchParams) => boolean,
): Promise<CallbackListener> {
  let deliver: (parameters: URLSearchParams) => void = () => undefined
  const callback = new Promise<URLSearchParams>((resolve) => {
    deliver = resolve
  })
  let authority = ''
  let answered = false
  const answer = (request: ListenerRequest): ListenerReply => {
    const refusal = refuse(request, authority, redirect.path === '' ? '/' : redirect.path)
    if (refusal !== undefined) return refusal
    const parameters = new URLSearchParams(request.target.slice(request.target.indexOf('?') + 1))
    if (!request.target.includes('?') || !isResponse(parameters))
      return page(400, 'Not an authorization response', 'This address waits for the answer to one login.')
    if (answered) return page(400, 'Too late', 'This login has already had its answer.')
    answered = true
    deliver(parameters)
    if (!judge(parameters)) return page(400, 'Not authorized', 'The terminal says why. You can close this window.')
    return page(200, 'Authorization received', 'The login goes on in the terminal. You can close this window.')
  }
  const listener = await open(env, redirect, fallbackToAnyPort, answer)
  authority = `${redirect.hostname}:${listener.port}`
  return { redirectUri: `http://${authority}${redirect.path}`, callback, close: () => listener.close() }
}

async function open(
  env: Env,
  { hostname, port }: LoopbackRedirect,
  fallbackToAnyPort: boolean,
  answer: (request: ListenerRequest) => ListenerReply,
): Promise<Listener> {
  try {
    return await env.listen(ADDRESSES[hostname], port ?? 0, answer)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    if (port !== undefined && fallbackToAnyPort)
      return open(env, { hostname, port: undefined, path: '' }, false, answer)
    const why = code === 'EADDRINUSE' ? 'the port is in use' : code === 'EACCES' ? 'the port is not allowed' : code
    throw new CliError('failed', `Cannot listen on ${hostname}:${port ?? 0} for the authorization response: ${why}.`, {
      hint: 'Without --listen-port, any free port is taken.',
      cause: error,
    })
  }
}

/** What is not for this listener: another name for this machine, another path, another method. */
function refuse(request: ListenerRequest, authority: string, path: string): ListenerReply | undefined {
  if (request.host !== authority) return page(403, 'Not here', 'This address is not served under that name.')
  if (request.target.split('?', 1)[0] !== path) return page(404, 'Not here', 'There is nothing at this path.')
  if (request.method !== 'GET') return page(405, 'Not understood', 'Only GET is understood here.', { allow: 'GET' })
  return undefined
}

/** RFC 6749 §4.1.2: a response carries a code or an error. Anything else must not end the wait. */
function isResponse(parameters: URLSearchParams): boolean {
  return ['code', 'error', 'state', 'iss'].some((name) => parameters.has(name))
}

const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;\
font:1.1rem/1.5 system-ui,sans-serif;background:light-dark(#f4f5f7,#15171b);color:light-dark(#1a1d21,#e8eaed)}\
main{max-width:26rem;margin:1rem;padding:1.5rem 2rem;border-radius:.75rem;background:light-dark(#fff,#202329);\
border-top:.3rem solid}h1{font-size:1.4rem;line-height:1.2;margin:.25rem 0 0}p{margin:.5rem 0 0}\
.who{margin:0;font-size:.9rem;opacity:.75}.good{border-color:light-dark(#1a7f37,#3fb950)}\
.bad{border-color:light-dark(#b42318,#f97066)}`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

function page(
  status: number,
  heading: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ListenerReply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>${heading} · mcp-auth</title><style>${STYLE}</style><main class="${status === 200 ? 'good' : 'bad'}">\
<p class="who">mcp-auth</p><h1>${heading}</h1><p>${text}</p></main></html>\n`,
  }
}
