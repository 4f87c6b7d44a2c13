import { bodyRead, mayHaveBody, watchBody } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import type { Body, Exchange, Via } from '../core/exchange.ts'
import { textOf, textResponse } from '../core/http.ts'
import type { EndpointName } from '../core/route.ts'

/** How much of a body is kept, in bytes of a request and characters of a response. */
export const BODY_KEPT = 64 * 1024

const decoder = new TextDecoder()
const NO_HEADERS = new Headers()

/** A context made for one exchange. */
export type ExchangeContext = Context & { readonly exchange: string }

/**
 * Answers a request by `answer`, and tells what passed: `http.exchanged` once the response can leave, and `http.streamed`
 * when the stream of it has ended. A caller gets the same answer as without.
 */
export async function captured(
  request: Request,
  ctx: ExchangeContext,
  about: { readonly via: Via; readonly endpoint?: EndpointName },
  answer: () => Promise<Response>,
): Promise<Response> {
  const at = ctx.clock.now()
  // A body that breaks off is the endpoint's to refuse.
  await watchBody(request, BODY_KEPT)?.catch(() => undefined)
  const given = await answer()
  const known = textOf(given)
  const [response, body] = known === undefined ? await withText(given) : [given, kept(known)]
  const streams = body === undefined && isStream(response)
  ctx.emit('http.exchanged', {
    http: {
      id: ctx.exchange,
      at,
      answeredAt: ctx.clock.now(),
      origin: ctx.issuer,
      ...about,
      request: askedBy(request),
      response: {
        status: response.status,
        // Only when somebody looks: making them costs, and most are never looked at.
        get headers() {
          return response.headers
        },
        streams,
        ...(body !== undefined && { body }),
      },
    },
  })
  return streams ? withStream(response, (text) => ctx.emit('http.streamed', { body: kept(text) })) : response
}

/**
 * What was asked. Whoever reads a body reads headers too, so that both are there; else they are made when somebody looks, which
 * costs a third of a small answer. From then on the request is let go.
 */
function askedBy(request: Request): Exchange['request'] {
  const { method, url } = request
  if (mayHaveBody(request)) return { method, url, headers: request.headers, body: requestBody(request) }
  let source: Request | undefined = request
  let made: Pick<Exchange['request'], 'headers' | 'body'> = { headers: NO_HEADERS }
  const look = (): typeof made => {
    if (source !== undefined) made = { headers: source.headers, body: requestBody(source) }
    source = undefined
    return made
  }
  return {
    method,
    url,
    get headers() {
      return look().headers
    },
    get body() {
      return look().body
    },
  }
}

function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
}

function requestBody(request: Request): Body | undefined {
  const bytes = bodyRead(request)
  if (bytes === undefined) return announcesBody(request) ? { text: '', partial: true } : undefined
  if (bytes.byteLength === 0) return undefined
  const partial = bytes.byteLength > BODY_KEPT
  return { text: decoder.decode(partial ? bytes.slice(0, BODY_KEPT) : bytes), partial }
}

function announcesBody({ headers }: Request): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}

function kept(text: string): Body {
  return { text: text.slice(0, BODY_KEPT), partial: text.length > BODY_KEPT }
}

/** A response with its body beside it, unless it streams; the response is another one, because its body had to be read. */
async function withText(response: Response): Promise<readonly [Response, Body | undefined]> {
  if (response.body === null || isStream(response)) return [response, undefined]
  const text = await response.text()
  const { status, headers } = response
  // A plain object takes the server's short way out; only of this header there can be several.
  const again = headers.has('set-cookie')
    ? new Response(text, { status, headers })
    : textResponse(text, { status, headers: Object.fromEntries(headers) })
  return [again, kept(text)]
}

/** The same response; `ended` hears of what it streamed, whoever ended it. */
function withStream(response: Response, ended: (text: string) => void): Response {
  if (response.body === null) return response
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  const end = (): void => {
    ended(text + decoder.decode())
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) {
          controller.close()
          end()
          return
        }
        if (text.length <= BODY_KEPT) text += decoder.decode(value, { stream: true })
        controller.enqueue(value)
      } catch (error) {
        controller.error(error)
        end()
      }
    },
    async cancel(reason) {
      end()
      await reader.cancel(reason)
    },
  })
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}
