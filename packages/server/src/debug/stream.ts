import type { Event } from '../core/events.ts'
import { Redactor } from '../observe/redact.ts'
import type { Journal } from './journal.ts'

/** A reader that lets so much wait is let go: it can come back and resume. */
const PATIENCE = 1000

/** How often a quiet stream says that it is alive, in ms of real time. */
const HEARTBEAT = 15_000

/**
 * Everything that happens, as server-sent events (HTML, Server-sent events): `data` is an event without secrets, `id` is where to
 * resume by `Last-Event-ID`. What is not kept any more is announced by `gap`.
 */
export function eventStream(journal: Journal, resumeAfter: string | undefined): Response {
  const encoder = new TextEncoder()
  const redactor = new Redactor()
  const waiting = new Map<string, Event[]>()
  let end = (): void => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => {
        if ((controller.desiredSize ?? 0) < -PATIENCE) return void close()
        controller.enqueue(encoder.encode(text))
      }
      const show = (event: Event): void => send(written(event, redactor))
      const hear = (event: Event): void => {
        for (const ready of inOrder(event, waiting, redactor)) show(ready)
      }
      const missed = resumeAfter === undefined ? [] : journal.after(resumeAfter)
      if (missed === undefined) send('event: gap\ndata: {"type":"gap"}\n\n')
      for (const event of missed ?? []) hear(event)
      const stopHearing = journal.subscribe(hear)
      const beat = setInterval(() => send(': alive\n\n'), HEARTBEAT)
      beat.unref()
      end = () => {
        stopHearing()
        clearInterval(beat)
      }
      const close = (): void => {
        end()
        controller.close()
      }
      send(': connected\n\n')
    },
    cancel() {
      end()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

/** What can be shown now: the events of an exchange wait until the exchange tells what of them is secret. */
function inOrder(event: Event, waiting: Map<string, Event[]>, redactor: Redactor): readonly Event[] {
  redactor.learnEvent(event)
  if (event.type === 'http.exchanged') {
    redactor.learn(event.http)
    const before = waiting.get(event.http.id) ?? []
    waiting.delete(event.http.id)
    return [...before, event]
  }
  if (event.exchange === undefined || event.type === 'http.streamed') return [event]
  const others = waiting.get(event.exchange)
  if (others === undefined) waiting.set(event.exchange, [event])
  else others.push(event)
  const [oldest] = waiting.keys()
  if (waiting.size > PATIENCE && oldest !== undefined) waiting.delete(oldest)
  return []
}

function written(event: Event, redactor: Redactor): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(redactor.event(event))}\n\n`
}
