import type { Command } from './command.ts'

/** `mcp-auth explain`: what a requirement asks, why clients miss it, and what to try; from what is built in, asking nobody. */
export const explain: Command = {
  name: 'explain',
  summary: 'tell what a requirement, an OAuth error or an official check means, and what to try',
  operands: [
    {
      name: 'NAME',
      summary: 'a requirement (C-AZ-08 or its id), a topic (C-AZ), an OAuth error or an official check; all without it',
      optional: true,
    },
  ],
  options: [{ name: 'revision', value: 'REVISION', summary: 'tell how it stands in this MCP revision' }],
  async run(inputs, { env }) {
    const { answer, revisionOption } = await import('../explain/answer.ts')
    const { lineWidth } = await import('../terminal/width.ts')
    return answer(inputs.operand('NAME'), revisionOption(inputs), lineWidth(env))
  },
}
