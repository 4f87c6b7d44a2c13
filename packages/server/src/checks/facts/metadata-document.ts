import { isJsonObject, parseJson } from '../../core/json.ts'
import type { Step } from '../step.ts'

/** A client ID metadata document that the server fetched for the client. */
export interface FetchedDocument {
  readonly step: Step
  /** The client ID, which is its URL. */
  readonly url: string
  readonly status: number
  readonly contentType: string
  /** Undefined: what came was no JSON object. */
  readonly document: Readonly<Record<string, unknown>> | undefined
}

/** The metadata documents that were fetched, whatever came; not those that could not be reached. */
export function fetchedDocuments(steps: readonly Step[]): readonly FetchedDocument[] {
  return steps.flatMap((step) =>
    step.events('outbound.asked').flatMap(({ method, url, answer }) => {
      const { query, form } = step.reading
      if (method !== 'GET' || 'failure' in answer) return []
      if (url !== query.get('client_id') && url !== form.get('client_id')) return []
      const json = parseJson(answer.body)
      return [
        {
          step,
          url,
          status: answer.status,
          contentType: answer.headers.get('content-type') ?? '',
          document: isJsonObject(json) ? json : undefined,
        },
      ]
    }),
  )
}
