import { CliError } from '../errors.ts'
import type { Command } from './command.ts'
import { askServer, DEBUG_TOKEN_OPTION, SERVER_OPERAND } from './server-options.ts'

/** `mcp-auth watch`: what clients do at a test server, as it happens. */
export const watch: Command = {
  name: 'watch',
  summary: 'show what clients do at a test server, as it happens, without secrets',
  operands: [SERVER_OPERAND],
  options: [
    { name: 'events', summary: 'show what the server says of each exchange too' },
    { name: 'after', value: 'ID', summary: 'begin after this event' },
    DEBUG_TOKEN_OPTION,
  ],
  async run(inputs, context) {
    const { lineOf, serverEvents } = await import('../report/events.ts')
    const after = inputs.value('after')
    const headers = { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': after }) }
    const stream = await askServer(context, inputs, '/debug/events', { headers, patient: true })
    context.say('Watching. Stop with Ctrl-C.')
    for await (const event of serverEvents(stream.chunks())) {
      const line = inputs.flag('json') ? JSON.stringify(event) : lineOf(event, inputs.flag('events'))
      if (line !== undefined) context.env.stdout(`${line}\n`)
    }
    throw new CliError('unreachable', 'The server ended the stream.')
  },
}
