import { CliError } from '../errors.ts'
import { isObject, type JsonObject, text } from '../http/json.ts'
import { plain } from '../terminal/plain.ts'
import type { Session } from './session.ts'
import { mirroredArguments } from './tool-headers.ts'
import { resultObject } from './transport.ts'

/** Bounds a server whose list never ends. */
const MOST_PAGES = 100

/** What a server offers, page after page. */
export interface ToolList {
  readonly tools: readonly JsonObject[]
  /** Tools whose definition must not be used, and why. */
  readonly dropped: readonly { readonly name: string; readonly why: string }[]
}

/** Lists the tools; those whose headers cannot be made are dropped where headers are mirrored (SEP-2243). */
export async function listTools(session: Pick<Session, 'request' | 'stateless'>, url: string): Promise<ToolList> {
  const all: JsonObject[] = []
  let cursor: string | undefined
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await session.request(`list-${page}`, 'tools/list', cursor === undefined ? {} : { cursor })
    const result = resultObject(answer.reply)
    if (result === undefined) {
      const error = answer.reply?.kind === 'error' ? `error ${answer.reply.error.code}` : answer.instead
      throw new CliError('failed', `${url} answered tools/list with ${error}.`, { url, status: answer.status })
    }
    const { tools } = result
    all.push(...(Array.isArray(tools) ? tools.filter(isObject) : []))
    cursor = text(result, 'nextCursor')
    if (cursor === undefined) break
  }
  const judged = all.map((tool) => ({ tool, why: session.stateless ? mirroredArguments(tool) : [] }))
  return {
    tools: judged.flatMap(({ tool, why }) => (typeof why === 'string' ? [] : [tool])),
    dropped: judged.flatMap(({ tool, why }) =>
      typeof why === 'string' ? [{ name: plain(text(tool, 'name') ?? ''), why: plain(why) }] : [],
    ),
  }
}
