import * as z from 'zod'
import { AUDIO, IMAGE } from '../samples.ts'
import { defineDiagnostic, said } from './diagnostic.ts'

const nothing = z.object({})

/** The simplest result. First in the list: the suite calls the first tool without arguments. */
export const simpleText = defineDiagnostic({
  name: 'test_simple_text',
  description: 'Returns one text.',
  input: nothing,
  call: () => said('This is a simple text response for testing.'),
})

/** A result with an image. */
export const imageContent = defineDiagnostic({
  name: 'test_image_content',
  description: 'Returns an image.',
  input: nothing,
  call: () => ({ content: [{ type: 'image', ...IMAGE }] }),
})

/** A result with a sound. */
export const audioContent = defineDiagnostic({
  name: 'test_audio_content',
  description: 'Returns a sound.',
  input: nothing,
  call: () => ({ content: [{ type: 'audio', ...AUDIO }] }),
})

/** A result with a resource inside. */
export const embeddedResource = defineDiagnostic({
  name: 'test_embedded_resource',
  description: 'Returns a resource with its content.',
  input: nothing,
  call: () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  }),
})

/** A result with several kinds of content. */
export const multipleContentTypes = defineDiagnostic({
  name: 'test_multiple_content_types',
  description: 'Returns a text, an image and a resource in one result.',
  input: nothing,
  call: () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', ...IMAGE },
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: JSON.stringify({ test: 'data', value: 123 }),
        },
      },
    ],
  }),
})

/** A result that is an error of the tool, not of the protocol. */
export const errorHandling = defineDiagnostic({
  name: 'test_error_handling',
  description: 'Always fails, with isError and a text.',
  input: nothing,
  call: () => ({ ...said('This tool intentionally returns an error for testing'), isError: true }),
})
