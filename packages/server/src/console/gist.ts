import { isJsonObject } from '../core/json.ts'
import type { Observed } from '../observe/flow.ts'
import { read } from '../observe/reading.ts'
import { short } from './who.ts'

/** In a few words what an exchange was for and what came of it, raw; undefined where its path says all. */
export function gist({ exchange, events }: Observed): string | undefined {
  const said = [purpose(exchange), refusal(events) ?? failure(exchange)].filter((part) => part !== undefined)
  return said.length === 0 ? undefined : said.join(' · ')
}

function purpose(exchange: Observed['exchange']): string | undefined {
  const { form, messages, query, sent } = read(exchange)
  const calls = messages.flatMap(({ method, params }) => {
    if (typeof method !== 'string') return []
    const name = isJsonObject(params) ? (params['name'] ?? params['uri']) : undefined
    return typeof name === 'string' ? `${method} ${name}` : method
  })
  if (calls.length > 0) return short(calls.join(', '))
  switch (exchange.endpoint) {
    case 'token':
    case 'idp-token':
      return short(form.get('grant_type') ?? 'without grant_type')
    case 'authorization':
    case 'pushed-authorization-request':
    case 'device-authorization':
      return words(query.get('scope') ?? form.get('scope'))
    case 'registration':
      return isJsonObject(sent) && typeof sent['client_name'] === 'string' ? short(sent['client_name']) : undefined
    default:
      return undefined
  }
}

function words(scope: string | null): string | undefined {
  return scope === null ? undefined : short(`scope ${scope}`)
}

function refusal(events: Observed['events']): string | undefined {
  for (const event of events) if (event.type === 'request.refused') return `${event.code}: ${event.description}`
  return undefined
}

/** The error that a redirect carries, or that a JSON-RPC answer does. */
function failure(exchange: Observed['exchange']): string | undefined {
  const { location, answers } = read(exchange)
  const error = location?.searchParams.get('error')
  if (error !== null && error !== undefined) return short(error)
  if (location?.searchParams.has('code') === true) return `back to ${short(location.origin)} with a code`
  for (const answer of answers) {
    const problem = answer['error']
    if (isJsonObject(problem) && typeof problem['message'] === 'string') return short(problem['message'])
  }
  return undefined
}
