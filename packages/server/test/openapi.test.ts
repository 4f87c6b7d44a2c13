import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, test } from 'vitest'
import { type ConfigInput, createServer } from '../src/index.ts'
import { grantTypes } from '../src/oauth/token/endpoint.ts'
import { startHarness } from './support/harness.ts'
import { type ApiDocument, apiDocument } from './support/openapi.ts'

const ALL = ['oauth', 'bearer-token', 'oauth-v21', 'oauth-v2-client-creds', 'device-flow', 'everything']

const setups: Readonly<Record<string, ConfigInput>> = {
  'as it starts': {},
  'with every surface': { surfaces: ALL },
  'with nothing optional': { surfaces: ['bearer-token'], observe: false, sessions: false },
  'under another name, locked': { publicUrl: 'https://mcp.example', debugToken: 'debug-token-of-this-test' },
  'of a foreign authorization server': { authorizationServer: 'https://login.example' },
  'with bound tokens': { dpopRequired: true, dpopNonces: 'both', openMethods: ['initialize'] },
}

/** What the ruleset asks and this API cannot give: who asks whether it lives is never refused, and pages that only redirect have no 2xx. */
const EXCEPTIONS = [
  'operation-4xx-response #/paths/~1health/get',
  'operation-2xx-response #/paths/~1oauth~1authorize~1consent/post',
  'operation-2xx-response #/paths/~1oauth~1callback/get',
  'operation-2xx-response #/paths/~1console~1login/post',
  'operation-2xx-response #/paths/~1idp~1oauth~1authorize~1consent/post',
]

async function lint(document: ApiDocument): Promise<readonly string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    // A part of a schema that is made of several need not name the members of the others.
    rules: { 'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true } },
  })
  const problems = await lintFromString({ source: JSON.stringify(document), config })
  return problems.map(({ ruleId, message, location: [at] }) => `${ruleId} ${at?.pointer}: ${message}`)
}

async function documentOf(config: ConfigInput): Promise<ApiDocument> {
  const origin = config.publicUrl ?? 'http://127.0.0.1:8765'
  const server = createServer(config)
  return (await (await server.fetch(new Request(`${origin}/openapi.json`))).json()) as ApiDocument
}

describe.each(Object.entries(setups))('the document of a server %s', (_, config) => {
  test('describes every route, and nothing that is not mounted', async () => {
    const { paths } = await documentOf(config)
    const mounted = createServer(config).routes.flatMap(({ path, methods, cors }) =>
      [...Object.keys(methods), ...('GET' in methods && cors === 'public' ? ['HEAD'] : [])].map(
        (method) => `${method} ${path.replaceAll(/:([a-z_]+)/g, '{$1}')}`,
      ),
    )
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(documented.sort()).toEqual(mounted.sort())
  })

  test('is clean by the ruleset recommended-strict of Redocly', async () => {
    const problems = await lint(await documentOf(config))
    expect(problems.filter((problem) => !EXCEPTIONS.some((known) => problem.startsWith(known)))).toEqual([])
  })
})

test('no exception of the ruleset is left that nothing needs', async () => {
  const problems = await lint(await documentOf({ surfaces: ALL }))
  for (const known of EXCEPTIONS) expect(problems.some((problem) => problem.startsWith(known))).toBe(true)
})

test('every grant that is registered has its form and an example', async () => {
  const { paths } = await apiDocument(startHarness())
  const form = paths['/oauth/token']?.['post']?.requestBody?.content['application/x-www-form-urlencoded']
  const rows = form?.schema['oneOf'] as readonly {
    readonly properties: { readonly grant_type: { readonly const: string } }
  }[]
  expect(rows.map(({ properties }) => properties.grant_type.const).sort()).toEqual([...grantTypes].sort())
  const examples = Object.values(form?.examples ?? {}).map(({ value }) => (value as { grant_type: string }).grant_type)
  expect(examples.sort()).toEqual([...grantTypes].sort())
})
