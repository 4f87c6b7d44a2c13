import { watchBody } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import type { Body, Via } from '../core/exchange.ts'
import { textOf, textResponse } from '../core/http.ts'
import type { EndpointName } from '../core/route.ts'
import { Answered } from './answered.ts'
import { Asked } from './asked.ts'
import { BODY_KEPT, kept } from './kept.ts'

/** How a request arrived, and at what. */
interface Arrival {
  readonly via: Via
  readonly rawHeaders: readonly string[] | undefined
  readonly endpoint: EndpointName | undefined
}

/** A context made for one exchange. */
export type ExchangeContext = Context & { readonly exchange: string }

/**
 * Answers a request by `answer`, and tells what passed: `http.exchanged` once the response can leave, and `http.streamed`
 * when the stream of it has ended. A caller gets the same answer as without.
 */
export async function captured(
  request: Request,
  ctx: ExchangeContext,
  { via, rawHeaders, endpoint }: Arrival,
  answer: () => Promise<Response>,
): Promise<Response> {
  const at = ctx.clock.now()
  const watching = watchBody(request, BODY_KEPT)
  const sent = watching === undefined ? undefined : await watching
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
      via,
      ...(endpoint !== undefined && { endpoint }),
      request: new Asked(request, rawHeaders, sent),
      response: new Answered(response, body, streams),
    },
  })
  return streams ? withStream(response, (text) => ctx.emit('http.streamed', { body: kept(text) })) : response
}

function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
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
