import type { Context } from '../context.ts'
import { isObject, type JsonObject, text } from '../http/json.ts'
import { type Message, statelessHeaders, statelessRequest } from '../mcp/protocol.ts'
import { type MirroredArgument, mirroredArguments, mirroredHeaders } from '../mcp/tool-headers.ts'
import { listTools } from '../mcp/tool-list.ts'
import type { Answer } from '../mcp/transport.ts'

/** Asks the server something of the bridge's own. */
export type AskServer = (message: Message, headers: Readonly<Record<string, string>>) => Promise<Answer>

/**
 * The tools whose arguments are repeated in headers where requests stand alone (SEP-2243). A client on stdio knows
 * nothing of headers, so the bridge learns the definitions: from the lists that pass, else by asking once.
 */
export class MirroredTools {
  readonly #known = new Map<string, readonly MirroredArgument[]>()
  #asked: Promise<void> | undefined

  /** Takes notice of a list that passes, and leaves out the tools whose definition must not be used. */
  learn(context: Context, result: unknown): unknown {
    if (!isObject(result) || !Array.isArray(result['tools'])) return result
    return { ...result, tools: result['tools'].filter((tool) => this.#usable(context, tool)) }
  }

  async headers(message: JsonObject, url: string, ask: AskServer): Promise<Readonly<Record<string, string>>> {
    const params = message['params']
    if (message['method'] !== 'tools/call' || !isObject(params)) return {}
    const name = text(params, 'name') ?? ''
    if (!this.#known.has(name)) {
      this.#asked ??= this.#list(url, ask)
      await this.#asked
    }
    return mirroredHeaders(this.#known.get(name) ?? [], params['arguments'])
  }

  /** Where the list cannot be had, calls go without: the server says what is missing. */
  async #list(url: string, ask: AskServer): Promise<void> {
    const request = (id: string | number, method: string, params: JsonObject | undefined): Promise<Answer> => {
      const message = statelessRequest(`mcp-auth-${id}`, method, params)
      return ask(message, statelessHeaders(message))
    }
    const { tools } = await listTools({ request, stateless: true }, url).catch(() => ({ tools: [] }))
    for (const tool of tools) this.#remember(tool)
  }

  #usable(context: Context, tool: unknown): boolean {
    if (!isObject(tool)) return true
    const why = this.#remember(tool)
    if (why !== undefined) context.notice(`Left out ${text(tool, 'name') ?? 'a tool'}: ${why}.`)
    return why === undefined
  }

  #remember(tool: JsonObject): string | undefined {
    const wanted = mirroredArguments(tool)
    if (typeof wanted === 'string') return wanted
    this.#known.set(text(tool, 'name') ?? '', wanted)
    return undefined
  }
}
