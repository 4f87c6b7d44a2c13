import type { IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { OutboundError, type OutboundForm, type OutboundOptions, type OutboundResponse } from '../core/outbound.ts'
import { NAME } from '../core/version.ts'
import { type HostAddress, type Lookup, resolveTarget, type Target } from './target.ts'

/** What an exchange asks, and whom it trusts. */
export interface ExchangeOptions extends OutboundOptions {
  /** Posted; without it the exchange is a GET. */
  readonly form?: OutboundForm
  readonly lookup: Lookup
  /** The certificate authorities trusted instead of Node's, in PEM. */
  readonly ca: string | undefined
}

/** One request from the question of the host's address to the last byte of the answer. Throws {@link OutboundError} only. */
export async function exchange(url: string, options: ExchangeOptions): Promise<OutboundResponse> {
  const end = new AbortController()
  const late = new OutboundError('timeout', `no complete answer within ${options.timeout} ms`)
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), options.timeout)
  })
  try {
    return await Promise.race([converse(url, options, end.signal), deadline])
  } catch (error) {
    if (error instanceof OutboundError) throw error
    throw new OutboundError('unreachable', `no answer: ${String(error)}`, error)
  } finally {
    clearTimeout(timer)
    // Whatever happened, no socket outlives the exchange.
    end.abort()
  }
}

async function converse(url: string, options: ExchangeOptions, signal: AbortSignal): Promise<OutboundResponse> {
  const target = await resolveTarget(url, options.reach, options.lookup)
  signal.throwIfAborted()
  const response = await send(target, options, signal)
  const status = response.statusCode ?? 0
  // Nobody may use the body of an error or redirect, and reading it could hide the status behind its size.
  const body = status >= 200 && status < 300 ? await read(response, options.limit) : ''
  return { status, headers: headersOf(response), body }
}

async function send(target: Target, { ca, form }: ExchangeOptions, signal: AbortSignal): Promise<IncomingMessage> {
  // Loaded at the first request, since most servers never make one.
  const { request } = target.url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const body = form && new URLSearchParams(form.fields).toString()
    const sent = request(requestOptions(target, { ca, form, signal }), resolve)
    sent.on('error', reject)
    sent.on('close', () => reject(new OutboundError('unreachable', 'the connection closed without an answer')))
    sent.end(body)
  })
}

function requestOptions(
  { url, host, addresses }: Target,
  {
    ca,
    form,
    signal,
  }: Pick<ExchangeOptions, 'ca'> & { readonly form: OutboundForm | undefined; readonly signal: AbortSignal },
): RequestOptions {
  return {
    hostname: host,
    port: url.port,
    path: url.pathname + url.search,
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': NAME,
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded', ...form.headers }),
    },
    agent: false,
    lookup: pinned(addresses),
    // RFC 6066 §3: no literal address, no trailing dot.
    servername: isIP(host) === 0 ? host.replace(/\.$/, '') : '',
    signal,
    ...(ca === undefined ? {} : { ca }),
  }
}

/** Answers the socket's question with the addresses that were judged, whatever DNS would say by now. */
function pinned(addresses: readonly HostAddress[]): LookupFunction {
  return (_hostname, { all }, done) => {
    if (all === true) done(null, [...addresses])
    else done(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0)
  }
}

async function read(response: IncomingMessage, limit: number): Promise<string> {
  const coding = response.headers['content-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    throw new OutboundError('unreachable', `the answer has the content encoding ${coding}, which was not asked for`)
  }
  const tooLarge = new OutboundError('too-large', `the answer is longer than ${limit} bytes`)
  if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge
  const chunks: Buffer[] = []
  let size = 0
  // No encoding was set on the response, so its chunks are buffers.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(response.headersDistinct)) {
    for (const value of values) headers.append(name, value)
  }
  return headers
}
