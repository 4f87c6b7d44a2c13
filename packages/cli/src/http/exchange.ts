import type { Context } from '../context.ts'
import type { FetchResponse } from '../env.ts'
import { CliError } from '../errors.ts'
import { unreachableReason } from './reason.ts'

/** A request to send. */
export interface Outgoing {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly publicOnly?: boolean
  /** Whoever waits for the answer decides how long; there is no time limit. */
  readonly patient?: boolean
}

/** An answer whose body is still to come. Every read of the body has the request's time limit. */
export interface Incoming {
  readonly status: number
  readonly url: string
  readonly remoteAddress: string | undefined
  header(name: string): string | undefined
  chunks(): AsyncGenerator<string>
  /**
   * The whole body; longer than `limit` characters is an error. A document that trickles in has the time limit for
   * all of it; a result, which may be long, for each part.
   */
  text(limit?: number): Promise<string>
  /** Gives the rest of the body up. */
  discard(): void
}

const BODY_LIMIT = 1 << 20

/** Sends one request; no answer at all is the only failure here. Redirects are not followed. */
export async function send(context: Context, outgoing: Outgoing): Promise<Incoming> {
  const watch = startWatch(context, outgoing.patient === true)
  const fetching = context.env.fetch(outgoing.url, {
    method: outgoing.method,
    headers: { 'user-agent': 'mcp-auth', ...outgoing.headers },
    ...(outgoing.body === undefined ? {} : { body: outgoing.body }),
    redirect: 'manual',
    signal: watch.signal,
    ...(outgoing.publicOnly === true ? { publicOnly: true } : {}),
  })
  const response = await guarded(context, watch, outgoing.url, fetching)
  watch.stop()
  return incoming(context, watch, outgoing.url, response)
}

function incoming(context: Context, watch: Watch, url: string, response: FetchResponse): Incoming {
  async function* chunks(): AsyncGenerator<string> {
    if (response.body === null) return
    const decoder = new TextDecoder()
    const reader = response.body[Symbol.asyncIterator]()
    try {
      for (;;) {
        watch.start()
        const step = await guarded(context, watch, url, reader.next())
        watch.stop()
        if (step.done === true) break
        yield decoder.decode(step.value, { stream: true })
      }
      const rest = decoder.decode()
      if (rest !== '') yield rest
    } finally {
      watch.stop()
      watch.abandon()
    }
  }
  return {
    status: response.status,
    url,
    remoteAddress: response.remoteAddress,
    header: (name) => response.headers.get(name) ?? undefined,
    chunks,
    async text(limit = BODY_LIMIT) {
      const end = limit > BODY_LIMIT ? Number.POSITIVE_INFINITY : context.env.now() + context.requestTimeout
      let text = ''
      for await (const chunk of chunks()) {
        text += chunk
        if (context.env.now() > end) {
          const reason = `no whole answer within ${context.requestTimeout / 1000} s`
          throw new CliError('unreachable', `Cannot reach ${url}: ${reason}.`, { url })
        }
        if (text.length > limit)
          throw new CliError('failed', `The answer of ${url} is longer than ${limit} bytes.`, { url })
      }
      return text
    },
    discard: () => watch.abandon(),
  }
}

interface Watch {
  readonly signal: AbortSignal
  /** Rejects when the signal fires, for a `fetch` that does not heed it. */
  readonly aborted: Promise<never>
  readonly late: () => boolean
  start(): void
  stop(): void
  abandon(): void
}

/** Aborts when nothing happened for the context's request time limit, or when the user interrupts. */
function startWatch(context: Context, patient: boolean): Watch {
  const abort = new AbortController()
  let timer = new AbortController()
  let late = false
  const start = (): void => {
    if (patient) return
    const current = new AbortController()
    timer = current
    void context.env.sleep(context.requestTimeout, current.signal).then(() => {
      if (current.signal.aborted) return
      late = true
      abort.abort()
    })
  }
  start()
  const signal = AbortSignal.any([abort.signal, context.env.interrupted])
  return {
    signal,
    aborted: rejection(signal),
    late: () => late,
    start,
    stop: () => timer.abort(),
    abandon: () => abort.abort(),
  }
}

async function guarded<T>(context: Context, watch: Watch, url: string, pending: Promise<T>): Promise<T> {
  try {
    return await Promise.race([pending, watch.aborted])
  } catch (error) {
    watch.stop()
    pending.catch(() => undefined)
    if (context.env.interrupted.aborted) throw interruption()
    const reason = watch.late() ? `no answer within ${context.requestTimeout / 1000} s` : unreachableReason(error)
    throw new CliError('unreachable', `Cannot reach ${url}: ${reason}.`, { url, cause: error })
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  const rejected = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new Error('aborted'))
    else signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
  rejected.catch(() => undefined)
  return rejected
}

/** What an interruption looks like, wherever it is noticed. */
export function interruption(): CliError {
  return new CliError('interrupted', 'Interrupted.')
}
