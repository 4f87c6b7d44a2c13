import { describe, expect, test } from 'vitest'
import {
  cite,
  type Document,
  documents,
  errorCodes,
  grantTypes,
  headers,
  parameters,
  referenceUrl,
  requirements,
} from '../src/index.ts'

const rows: readonly (readonly [string, Document])[] = Object.entries(documents)

describe('documents', () => {
  test.each(rows)('%s has a title, a short name and an https page', (_id, document) => {
    expect(document.title).not.toBe('')
    expect(document.short).not.toBe('')
    expect(document.url).toMatch(/^https:\/\/[a-z.-]+\/[^#\s]+$/)
  })

  test('have one short name each', () => {
    expect(new Set(rows.map(([, document]) => document.short)).size).toBe(rows.length)
  })

  test('are all cited', () => {
    const cited = new Set<string>(
      [
        ...Object.values(requirements).flatMap((row) => row.references),
        ...Object.values(parameters).map((row) => row.reference),
        ...Object.values(headers).map((row) => row.reference),
        ...Object.values(errorCodes).map((row) => row.reference),
        ...Object.values(grantTypes).map((row) => row.reference),
      ].map((reference) => reference.document),
    )
    expect(rows.map(([id]) => id).filter((id) => !cited.has(id))).toEqual([])
  })
})

describe('references', () => {
  test.each([
    [
      { document: 'rfc7636', section: '4.6' },
      'https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6',
      'RFC 7636 §4.6',
    ],
    [{ document: 'rfc8707' }, 'https://www.rfc-editor.org/rfc/rfc8707.html', 'RFC 8707'],
    [{ document: 'rfc7636', section: 'B' }, 'https://www.rfc-editor.org/rfc/rfc7636.html#appendix-B', 'RFC 7636 §B'],
    [
      { document: 'oauth21', section: '4.1.1' },
      'https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-13#section-4.1.1',
      'OAuth 2.1 §4.1.1',
    ],
    [
      { document: 'oidc-discovery', section: '4.3' },
      'https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation',
      'OIDC Discovery §4.3',
    ],
    [
      { document: 'oidc-discovery', section: '7' },
      'https://openid.net/specs/openid-connect-discovery-1_0.html',
      'OIDC Discovery §7',
    ],
    [
      { document: 'mcp-2026-07-28-discovery', section: 'Authorization Server Metadata Discovery' },
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization/authorization-server-discovery#authorization-server-metadata-discovery',
      'MCP 2026-07-28 Authorization Server Discovery §Authorization Server Metadata Discovery',
    ],
    [
      { document: 'mcp-2026-07-28-authorization', section: 'Step-Up Authorization Flow' },
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#step-up-authorization-flow',
      'MCP 2026-07-28 Authorization §Step-Up Authorization Flow',
    ],
    [
      { document: 'mcp-2026-07-28-mrtr', section: 'Server Requirements (Basic Workflow)' },
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr#server-requirements-basic-workflow',
      'MCP 2026-07-28 Multi Round-Trip Requests §Server Requirements (Basic Workflow)',
    ],
    [
      { document: 'mcp-2026-07-28-http', section: 'Security & Endpoint' },
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http',
      'MCP 2026-07-28 Streamable HTTP §Security & Endpoint',
    ],
    [
      { document: 'mcp-2026-07-28-basic', section: '_meta' },
      'https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta',
      'MCP 2026-07-28 Base Protocol §_meta',
    ],
    [
      { document: 'ext-enterprise-managed', section: '5.1' },
      'https://github.com/modelcontextprotocol/ext-auth/blob/main/specification/stable/enterprise-managed-authorization.mdx#51-processing-rules',
      'MCP extension Enterprise-Managed Authorization §5.1',
    ],
  ] as const)('%j', (reference, url, citation) => {
    expect(referenceUrl(reference)).toBe(url)
    expect(cite(reference)).toBe(citation)
  })
})
