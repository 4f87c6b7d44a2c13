import { GLOBAL_OPTIONS } from '../arguments.ts'
import { usageError } from '../errors.ts'
import type { Command } from './command.ts'

/** `mcp-auth completion`: a script that completes command lines, made from the same tables as the help. */
export const completion: Command = {
  name: 'completion',
  summary: 'print a completion script for your shell',
  operands: [{ name: 'SHELL', summary: 'bash, zsh, fish or powershell' }],
  options: [],
  async run(inputs, { commands }) {
    const { completionLines, SHELLS } = await import('../terminal/completion.ts')
    const shell = inputs.operand('SHELL') ?? ''
    const make = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined
    if (make === undefined) {
      throw usageError(`Unknown shell ${JSON.stringify(shell)}.`, `one of ${Object.keys(SHELLS).join(', ')}`)
    }
    const script = make(completionLines(commands, GLOBAL_OPTIONS))
    return { result: { shell, script }, text: script }
  },
}
