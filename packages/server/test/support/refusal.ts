import {
  type DocumentId,
  isRequirementId,
  type OAuthErrorCode,
  type RequirementId,
  referenceUrl,
  requirements,
} from '@mcp-auth/spec'
import { explainError } from '@mcp-auth/spec/guidance'
import { expect } from 'vitest'
import type { Event } from '../../src/index.ts'

/** What a refusal cites: a requirement of the catalogue or, where it has no sentence, a document and its section. */
export type Cited = RequirementId | `${DocumentId} §${string}`

/** A refusal as it has to be, wherever it is shown. */
export interface Refusal {
  /** 400 if absent; 302 or 303 where the client is told by redirect. */
  readonly status?: number
  readonly error: OAuthErrorCode
  readonly cites: Cited
  /** A part of the description. */
  readonly says?: string
}

/** What a refused response tells: in its JSON, in the query of its redirect, or on its page. */
interface Told {
  readonly error: string | null | undefined
  readonly description: string | null | undefined
  readonly link: string | null | undefined
}

/**
 * The one way to assert a refusal in OAuth's words: status, code, what it cites and, if given, what it says, on the wire and
 * in the event that reports it, which must be the last of its kind. A requirement is in the event, and its link leads to a
 * section; a section is the link itself, and no requirement is claimed. What the error is explained by has that requirement.
 */
export async function expectRefusal(
  response: Response,
  { status = 400, error, cites, says = '' }: Refusal,
  { events }: { readonly events: readonly Event[] },
): Promise<void> {
  const event = events.findLast(({ type }) => type === 'request.refused')
  const { requirement, code, description } = { ...event } as Readonly<Record<string, unknown>>
  const told = await toldBy(response, event)
  const named = isRequirementId(cites)
  if (named && requirements[cites].party === 'client') {
    expect(explainError(error)?.missed.map(({ id }) => id)).toContain(cites)
  }
  expect({ status: response.status, error: told.error, code, requirement, link: told.link }).toEqual({
    status,
    error,
    code: error,
    requirement: named ? cites : undefined,
    link: named ? expect.stringMatching(/^https:\/\/\S+$/) : urlOf(cites),
  })
  expect(told.description).toContain(says)
  expect(description).toContain(says)
}

async function toldBy(response: Response, event: Event | undefined): Promise<Told> {
  const location = response.headers.get('location')
  if (location !== null) {
    const query = new URL(location).searchParams
    return { error: query.get('error'), description: query.get('error_description'), link: query.get('error_uri') }
  }
  const text = await response.clone().text()
  if (response.headers.get('content-type') === 'application/json') {
    const body = JSON.parse(text) as Readonly<Record<string, string>>
    return { error: body['error'], description: body['error_description'], link: body['error_uri'] }
  }
  // A page is for people: it need not show the code.
  const { code } = { ...event } as Readonly<Record<string, unknown>>
  return { error: String(code), description: text, link: /<a href="([^"]+)" rel="noreferrer">/.exec(text)?.[1] }
}

function urlOf(cites: string): string {
  const [document = '', section = ''] = cites.split(' §')
  // The type of what is cited has only documents here.
  return referenceUrl({ document: document as DocumentId, section })
}
