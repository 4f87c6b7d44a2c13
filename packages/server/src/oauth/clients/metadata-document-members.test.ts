import type { RequirementId } from '@mcp-auth/spec'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../core/clock.ts'
import { parseConfig } from '../../core/config.ts'
import type { Context } from '../../core/context.ts'
import { countingIds } from '../../core/ids.ts'
import { memoryStore } from '../../store/memory.ts'
import { resolveMetadataDocument } from './metadata-document.ts'

const CLIENT_ID = 'https://client.example/client.json'

/** A world in which the client's web server holds one document. */
function worldWith(document: unknown): Context {
  const clock = new VirtualClock(0)
  return {
    config: parseConfig(),
    clock,
    ids: countingIds(),
    store: memoryStore(clock),
    outbound: {
      post: () => expect.unreachable(),
      get: async () => ({
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: JSON.stringify(document),
      }),
    },
    issuer: 'https://auth.example',
    resources: ['https://auth.example/mcp/oauth'],
    identityProviders: [],
    emit: () => expect.unreachable('client.resolved for a refused document'),
    point: async (_, value) => value,
  }
}

const right: Readonly<Record<string, unknown>> = {
  client_id: CLIENT_ID,
  client_name: 'Example client',
  redirect_uris: ['https://client.example/callback'],
}

test.each<{
  name: string
  change: (document: Readonly<Record<string, unknown>>) => unknown
  says: string
  requirement: RequirementId
}>([
  {
    name: 'another client_id',
    change: (d) => ({ ...d, client_id: 'https://evil.example/client.json' }),
    says: 'equal to that URL',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'a client_id that only means the same',
    change: (d) => ({ ...d, client_id: `${d['client_id']}?` }),
    says: 'equal to that URL',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'no client_id',
    change: ({ client_id, ...d }) => d,
    says: 'equal to that URL',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'no client_name',
    change: ({ client_name, ...d }) => d,
    says: 'client_name must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'an empty client_name',
    change: (d) => ({ ...d, client_name: ' ' }),
    says: 'client_name must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'a client_name that is no string',
    change: (d) => ({ ...d, client_name: {} }),
    says: 'client_name must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'no redirect_uris',
    change: ({ redirect_uris, ...d }) => d,
    says: 'redirect_uris must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'empty redirect_uris',
    change: (d) => ({ ...d, redirect_uris: [] }),
    says: 'redirect_uris must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'a redirect_uri not in a list',
    change: (d) => ({ ...d, redirect_uris: 'https://a.example/' }),
    says: 'redirect_uris must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'a redirect_uri that is a number',
    change: (d) => ({ ...d, redirect_uris: [1] }),
    says: 'redirect_uris must be',
    requirement: 'client-serves-metadata-document',
  },
  {
    name: 'a second redirect_uri by http',
    change: (d) => ({ ...d, redirect_uris: ['https://a.example/', 'http://a.example/'] }),
    says: 'redirect_uris[1] must use https',
    requirement: 'client-uses-safe-redirect-uri',
  },
  {
    name: 'a script as redirect_uri',
    change: (d) => ({ ...d, redirect_uris: ['javascript:alert(1)'] }),
    says: 'redirect_uris[0] must use https',
    requirement: 'client-uses-safe-redirect-uri',
  },
  {
    name: 'a client_secret',
    change: (d) => ({ ...d, client_secret: 's3cret' }),
    says: 'client_secret must not be there',
    requirement: 'client-publishes-no-shared-secret',
  },
  {
    name: 'a client_secret_expires_at',
    change: (d) => ({ ...d, client_secret_expires_at: 0 }),
    says: 'client_secret_expires_at must not',
    requirement: 'client-publishes-no-shared-secret',
  },
  {
    name: 'client_secret_basic',
    change: (d) => ({ ...d, token_endpoint_auth_method: 'client_secret_basic' }),
    says: 'shared secret',
    requirement: 'client-publishes-no-shared-secret',
  },
  {
    name: 'client_secret_jwt',
    change: (d) => ({ ...d, token_endpoint_auth_method: 'client_secret_jwt' }),
    says: 'shared secret',
    requirement: 'client-publishes-no-shared-secret',
  },
  {
    name: 'private_key_jwt without keys',
    change: (d) => ({ ...d, token_endpoint_auth_method: 'private_key_jwt' }),
    says: 'jwks or jwks_uri is required',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'another method',
    change: (d) => ({ ...d, token_endpoint_auth_method: 'magic' }),
    says: 'must be none',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'no code grant',
    change: (d) => ({ ...d, grant_types: ['client_credentials'] }),
    says: 'with authorization_code among',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'grant_types that are a string',
    change: (d) => ({ ...d, grant_types: 'authorization_code' }),
    says: 'grant_types must be',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'no code response',
    change: (d) => ({ ...d, response_types: ['token'] }),
    says: 'with code among',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'a scope list',
    change: (d) => ({ ...d, scope: ['mcp:tools:list'] }),
    says: 'scope must be',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'a script as logo',
    change: (d) => ({ ...d, logo_uri: 'javascript:alert(1)' }),
    says: 'logo_uri must be',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'contacts that are no list',
    change: (d) => ({ ...d, contacts: 'me' }),
    says: 'contacts must be',
    requirement: 'server-accepts-metadata-documents',
  },
  {
    name: 'no object',
    change: (d) => [d],
    says: 'must be a JSON object',
    requirement: 'client-serves-metadata-document',
  },
  { name: 'null', change: () => null, says: 'must be a JSON object', requirement: 'client-serves-metadata-document' },
])('a document with $name is refused', async ({ change, says, requirement }) => {
  await expect(resolveMetadataDocument(CLIENT_ID, worldWith(change(right)))).rejects.toMatchObject({
    code: 'invalid_client',
    message: expect.stringContaining(says),
    requirement,
    reference: { document: 'cimd-00', section: '4.1' },
  })
})

test.each([
  { scope: 'mcp:tools:list openid offline_access', grants: ['mcp:tools:list'] },
  { scope: 'openid', grants: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read', 'mcp:tools:write'] },
])('scopes that only another authorization server knows are left out: $scope', async ({ scope, grants }) => {
  const ctx = { ...worldWith({ ...right, scope }), emit: () => undefined }
  expect((await resolveMetadataDocument(CLIENT_ID, ctx)).scope).toEqual(grants)
})
