import { describe, expect, test } from 'vitest'
import { parseArguments } from '../src/arguments.ts'
import { environmentName, flagName, loadSettings } from '../src/config/load.ts'
import { settingsSchema } from '../src/config/schema.ts'
import { parseConfig, type SettingName, settings } from '../src/core/config.ts'
import { createServer } from '../src/index.ts'

const none = { environment: {}, flags: {} }

describe('settings', () => {
  test('have the documented defaults', () => {
    expect(parseConfig()).toMatchObject({
      host: '127.0.0.1',
      port: 8765,
      publicUrl: undefined,
      bearerToken: 'test-bearer-token',
      approvalMode: 'manual',
      codeLifetime: 300,
      accessTokenLifetime: 3600,
      refreshTokenLifetime: 2_592_000,
    })
  })

  test('come from file, environment and flags, the later winning, and remember where from', () => {
    const { values, sources } = loadSettings({
      file: '{"port": 1, "codeLifetime": 10, "approvalMode": "auto_deny"}',
      environment: { MCP_AUTH_TEST_SERVER_PORT: '2', MCP_AUTH_TEST_SERVER_BEARER_TOKEN: 'x', PATH: '/bin' },
      flags: { port: '3' },
    })
    expect(values).toEqual({ port: 3, codeLifetime: 10, approvalMode: 'auto_deny', bearerToken: 'x' })
    expect(sources).toMatchObject({ port: 'flag', codeLifetime: 'file', bearerToken: 'environment', host: 'default' })
  })

  test.each([
    {
      name: 'file',
      given: { ...none, file: '{"prot": 1}' },
      says: 'prot in the settings file is not a setting; did you mean port?',
    },
    {
      name: 'environment',
      given: { ...none, environment: { MCP_AUTH_TEST_SERVER_BEARER_TOKNE: 'x' } },
      says: 'did you mean MCP_AUTH_TEST_SERVER_BEARER_TOKEN?',
    },
    { name: 'no JSON', given: { ...none, file: 'port=1' }, says: 'not JSON' },
    { name: 'no object', given: { ...none, file: '[]' }, says: 'one JSON object' },
  ])('refuse what they do not know: $name', ({ given, says }) => {
    expect(() => loadSettings(given)).toThrow(says)
  })

  test.each<{ input: Record<string, unknown>; says: string }>([
    { input: { port: '80x' }, says: 'port must be a whole number from 0 to 65535, not "80x"' },
    { input: { port: 70_000 }, says: 'port must be at most 65535, not 70000' },
    { input: { approvalMode: 'yes' }, says: 'approvalMode must be one of manual, auto_approve, auto_deny' },
    { input: { publicUrl: 'https://mcp.example/' }, says: 'publicUrl must be an origin' },
    { input: { publicUrl: 'mcp.example' }, says: 'publicUrl must be an origin' },
    { input: { bearerToken: '' }, says: 'bearerToken must be a bearer token' },
    { input: { faults: ['no-such-fault'] }, says: 'faults has "no-such-fault"' },
    { input: { nothing: 1 }, says: 'nothing is not a setting' },
  ])('refuse $input', ({ input, says }) => {
    expect(() => createServer(input)).toThrow(says)
  })

  test('an empty environment variable sets nothing, but must be a setting', () => {
    const given = { ...none, environment: { MCP_AUTH_TEST_SERVER_DEBUG_TOKEN: '' } }
    expect(loadSettings(given)).toMatchObject({ values: {}, sources: { debugToken: 'default' } })
    expect(() => loadSettings({ ...given, environment: { MCP_AUTH_TEST_SERVER_DEBUG_TOKNE: '' } })).toThrow(
      'did you mean',
    )
  })

  test('have a flag and an environment variable each', () => {
    const names = Object.keys(settings) as SettingName[]
    expect(flagName('accessTokenLifetime')).toBe('--access-token-lifetime')
    expect(environmentName('bearerToken')).toBe('MCP_AUTH_TEST_SERVER_BEARER_TOKEN')
    for (const name of names) expect(parseArguments([flagName(name), 'x']).settings).toEqual({ [name]: 'x' })
  })
})

describe('arguments', () => {
  test('take a value behind a space or an equals sign', () => {
    expect(parseArguments(['--port', '0', '--host=::1', '--json'])).toMatchObject({
      json: true,
      settings: { port: '0', host: '::1' },
    })
  })

  test.each([
    { argv: ['--prot', '1'], says: 'there is no option --prot; did you mean --port?' },
    { argv: ['--port'], says: '--port needs a value' },
    { argv: ['serve'], says: 'there is no command serve' },
  ])('refuse $argv', ({ argv, says }) => {
    expect(() => parseArguments(argv)).toThrow(says)
  })
})

describe('the schema of a settings file', () => {
  const { properties, additionalProperties } = settingsSchema() as {
    properties: Record<string, Record<string, unknown>>
    additionalProperties: boolean
  }

  test('has every setting, its meaning and default, and nothing else', () => {
    expect(additionalProperties).toBe(false)
    expect(Object.keys(properties)).toEqual(['$schema', ...Object.keys(settings)])
    for (const [name, { meaning, fallback }] of Object.entries(settings)) {
      expect(properties[name]).toMatchObject({
        description: meaning,
        ...(fallback !== undefined && { default: fallback }),
      })
    }
  })

  test('bounds what the settings bound', () => {
    expect(properties['port']).toMatchObject({ type: 'integer', minimum: 0, maximum: 65_535 })
    expect(properties['approvalMode']).toMatchObject({ enum: ['manual', 'auto_approve', 'auto_deny'] })
    expect(properties['observe']).toMatchObject({ type: 'boolean' })
    expect(properties['faults']).toMatchObject({ type: 'array', items: { type: 'string', minLength: 1 } })
  })

  test('can be named by the file itself', () => {
    expect(loadSettings({ ...none, file: '{"$schema": "./settings.schema.json", "port": 1}' }).values).toEqual({
      port: 1,
    })
  })
})

describe('commands', () => {
  test('come first', () => {
    expect(parseArguments(['config', 'print', '--port', '1'])).toMatchObject({
      command: 'config print',
      settings: { port: '1' },
    })
    expect(parseArguments(['--port', '1'])).not.toHaveProperty('command')
  })

  test.each([['config'], ['config', 'show'], ['--port', '1', 'config', 'print'], ['serve']])(
    'refuse %s %s',
    (...words) => {
      expect(() => parseArguments(words)).toThrow(/config must be followed by print or schema|there is no command/)
    },
  )
})
