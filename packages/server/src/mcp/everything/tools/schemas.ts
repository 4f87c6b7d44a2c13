import { fromJsonSchema } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { defineDiagnostic, said } from './diagnostic.ts'

/** Its input is described with what JSON Schema 2020-12 has and its drafts had not (SEP-1613, SEP-2106). */
export const jsonSchema202012 = defineDiagnostic({
  name: 'json_schema_2020_12_tool',
  description: 'Has an input schema with $defs, $anchor, $ref, composition and conditions; returns its arguments.',
  input: fromJsonSchema<Readonly<Record<string, unknown>>>({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: {
        $anchor: 'addressDef',
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  }),
  call: (input) => said(JSON.stringify(input)),
})

/** An argument that the client must repeat in a header, where it is for whoever routes requests to see (SEP-2243). */
export const headerArgument = defineDiagnostic({
  name: 'test_header_argument',
  description: 'Takes an argument that must also come in the header Mcp-Param-Region; returns it.',
  input: z.object({ region: z.string().optional().meta({ 'x-mcp-header': 'Region' }) }),
  call: ({ region }) => said(`Region: ${region ?? 'none'}`),
})
