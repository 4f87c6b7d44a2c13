import { isJsonObject } from '../../core/json.ts'
import { defineCheck, eachOf } from '../check.ts'
import { metaVersion } from '../facts/mcp-request.ts'

/** The parameter that names what a method is about. */
const NAMED: Readonly<Record<string, string>> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

/** A header value that may be wrapped in Base64, for what a header cannot hold (SEP-2243). */
function decoded(value: string | null): string | undefined {
  const [, encoded] = /^=\?base64\?(.*)\?=$/i.exec(value ?? '') ?? []
  return encoded === undefined ? (value ?? undefined) : Buffer.from(encoded, 'base64').toString('utf8')
}

/** C-TRN-03 (SEP-2243). */
export const sendsMirrorHeaders = defineCheck({
  id: 'sends-mirror-headers',
  requirement: 'client-sends-mirror-headers',
  title: 'repeats the method and name of a request in its headers',
  arises: 'a POST of the lifecycle of 2026-07-28',
  judge(facts) {
    const modern = facts.mcp.filter((request) => metaVersion(request) === '2026-07-28' && request.messages.length === 1)
    return eachOf(
      modern,
      ({ step, messages: [message], methods: [method = ''] }) => {
        const { headers } = step.exchange.request
        const said = headers.get('mcp-method')
        if (said !== method)
          return said === null ? 'It left Mcp-Method out.' : `It sent Mcp-Method: ${said} with the method ${method}.`
        const params = message?.['params']
        const name = NAMED[method] === undefined || !isJsonObject(params) ? undefined : params[NAMED[method]]
        if (typeof name !== 'string') return undefined
        const named = decoded(headers.get('mcp-name'))
        if (named === name) return undefined
        return named === undefined
          ? `It left Mcp-Name out with ${method}.`
          : `It sent Mcp-Name: ${named} with the name ${name}.`
      },
      'Its headers say what its bodies say.',
    )
  },
})
