import * as z from 'zod/mini'
import { settings } from '../core/config.ts'
import type { Setting } from '../core/setting.ts'

/** The JSON Schema (2020-12) of a settings file, made of what judges the settings; what only code can judge, it leaves open. */
export function settingsSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of mcp-auth-test-server',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where this schema is, for editors' },
      ...Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, property(setting)])),
    },
  }
}

function property(setting: Setting<never> | Setting<unknown>): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(setting.schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly
    },
  })
  return {
    ...schema,
    description: setting.meaning,
    ...(setting.fallback !== undefined && { default: setting.fallback }),
  }
}
