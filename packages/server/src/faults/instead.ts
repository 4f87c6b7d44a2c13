import { json } from '../core/http.ts'
import type { FaultPoints } from '../core/points.ts'

type Answered = FaultPoints['http.response']

/** An answer to be given in the place of another. */
export interface Other {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What is said of a path where nothing is. */
export const ABSENT: Other = { status: 404, body: { error: 'not_found' } }

/** Another answer wherever one of `status` goes to a path that `isAt`; whoever could read the one can read the other (Fetch §3.2). */
export function instead(exchange: Answered, isAt: (path: string) => boolean, other: Other, status = 200): Answered {
  const { path, response } = exchange
  if (!isAt(path) || response.status !== status) return exchange
  const cors = [...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary')
  const headers = { ...Object.fromEntries(cors), ...other.headers }
  return { path, response: json(other.body, { status: other.status, headers }) }
}
