import { CliError } from '../errors.ts'
import { type Command, DISCOVERY_OPTIONS } from './command.ts'

/** `mcp-auth doctor`: what may be wrong on this machine, and between it and a server. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'find out what is wrong here, or between here and an MCP server',
  operands: [{ name: 'URL', summary: 'the MCP server', optional: true }],
  options: DISCOVERY_OPTIONS,
  async run(inputs, context) {
    const { examineServer, examineStore } = await import('./examine.ts')
    const { discoveryChoices, mcpUrl } = await import('./values.ts')
    const findings = await examineStore(context)
    if (inputs.operand('URL') !== undefined) {
      const { discover } = await import('../discovery/discover.ts')
      const url = await mcpUrl(inputs, context)
      findings.push(...(await examineServer(context, url, () => discover(context, url, discoveryChoices(inputs)))))
    }
    const text = findings
      .map(({ check, ok, detail, next }) => {
        const help = next === undefined ? '' : `\n     next: ${next}`
        return `${ok ? 'ok  ' : 'FAIL'} ${check}: ${detail}${help}`
      })
      .join('\n')
    const wrong = findings.filter(({ ok }) => !ok)
    const problem = new CliError('failed', `Wrong: ${wrong.map(({ check }) => check).join(', ')}.`)
    return { result: { findings }, text, ...(wrong.length === 0 ? {} : { problem }) }
  },
}
