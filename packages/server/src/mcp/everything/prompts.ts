import { completable, type GetPromptResult, inputRequired, type McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { asking, filled } from './questions.ts'
import { IMAGE } from './samples.ts'
import type { Serve } from './serving.ts'

type Content = GetPromptResult['messages'][number]['content']

const context = z.object({ context: z.string() })

const words = (value: string | undefined): string[] =>
  ['paris', 'park', 'party', 'testing'].filter((word) => word.startsWith(value ?? ''))

/** Registers every prompt with a server. */
export function registerPrompts(server: McpServer, serve: Serve): void {
  server.registerPrompt('test_simple_prompt', { description: 'One text.' }, () =>
    messages(text('This is a simple prompt for testing.')),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'A text with two arguments; the first can be completed.',
      argsSchema: z.object({
        arg1: completable(z.string().describe('First test argument'), words),
        arg2: z.string().describe('Second test argument'),
      }),
    },
    ({ arg1, arg2 }) => messages(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    {
      description: 'A resource with its content, and a text.',
      argsSchema: z.object({ resourceUri: z.string().describe('URI of the resource to embed') }),
    },
    ({ resourceUri }) => {
      const resource = { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' }
      return messages({ type: 'resource', resource }, text('Please process the embedded resource above.'))
    },
  )
  server.registerPrompt('test_prompt_with_image', { description: 'An image, and a text.' }, () =>
    messages({ type: 'image', ...IMAGE }, text('Please analyze the image above.')),
  )
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Needs the user to say in which context; a prompt can ask as a tool can (SEP-2322).' },
    (sdk) => {
      const answer = filled(serve(sdk), 'user_context', context)
      if (answer === undefined) {
        return inputRequired({
          inputRequests: { user_context: asking('What context should the prompt use?', context) },
        })
      }
      return messages(text(`Context: ${'refused' in answer ? 'none' : answer.content.context}`))
    },
  )
}

function messages(...contents: readonly Content[]): GetPromptResult {
  return { messages: contents.map((content) => ({ role: 'user', content })) }
}

function text(words: string): Content {
  return { type: 'text', text: words }
}
