import type { Outcome } from '../context.ts'
import type { Discovery } from '../discovery/discover.ts'
import { type Command, DISCOVERY_OPTIONS, URL_OPERAND } from './command.ts'
import { listServers } from './servers.ts'

/** `mcp-auth discover`: what a resource and its authorization server advertise. */
export const discover: Command = {
  name: 'discover',
  summary: 'find out how an MCP server wants to be authorized',
  operands: [{ ...URL_OPERAND, optional: true }],
  options: DISCOVERY_OPTIONS,
  async run(inputs, context) {
    if (inputs.operand('URL') === undefined) return listServers(inputs, context)
    const { discoveryChoices, mcpUrl } = await import('./values.ts')
    const { discover: discoverAt } = await import('../discovery/discover.ts')
    const flows = Object.values(await import('../flows/registry.ts'))
    const url = await mcpUrl(inputs, context)
    const discovery = await discoverAt(context, url, discoveryChoices(inputs))
    const modes = flows.filter((flow) => flow.offered(discovery)).map(({ id }) => id)
    const { plain } = await import('../terminal/plain.ts')
    return describe(discovery, modes, plain)
  },
}

function describe(discovery: Discovery, modes: readonly string[], plain: (text: string) => string): Outcome {
  const { url, reception, resource, authorizationServer: server, rules } = discovery
  const scopes = reception.challenge?.scope?.split(' ') ?? resource?.scopesSupported
  const row = (label: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${label}: ${plain(value)}`]
  const lines = [
    `MCP server: ${url}`,
    ...row('Protocol version', reception.protocolVersion),
    `Authorization: ${authorizationLine(discovery)}`,
    ...(modes.length === 0 ? [] : [`Supported auth modes: ${modes.join(', ')}`]),
    ...row('Resource', resource?.resource),
    ...row('Resource metadata', resource?.metadataUrl),
    ...row('Scopes', scopes === undefined || scopes.length === 0 ? undefined : scopes.join(' ')),
    ...row('Authorization server', server?.issuer),
    ...row('Authorization server metadata', server?.metadataUrl),
    ...row('Authorization endpoint', server?.authorizationEndpoint),
    ...row('Token endpoint', server?.tokenEndpoint),
    ...row('Registration endpoint', server?.registrationEndpoint),
    ...row('Revocation endpoint', server?.revocationEndpoint),
    ...(server === undefined ? [] : [`Client identity: ${identityLine(server)}`]),
    ...(server === undefined
      ? []
      : [`PKCE methods: ${plain(server.codeChallengeMethodsSupported?.join(', ') ?? 'not listed')}`]),
  ]
  const result = {
    url,
    authorizationRequired: reception.challenge !== undefined,
    protocolVersion: reception.protocolVersion,
    challenge: reception.challenge,
    authModes: modes,
    rules,
    scopes,
    resource: resource === undefined ? undefined : { metadataUrl: resource.metadataUrl, metadata: resource.document },
    authorizationServer:
      server === undefined
        ? undefined
        : { issuer: server.issuer, metadataUrl: server.metadataUrl, metadata: server.document },
    absent: discovery.absences,
  }
  return { result, text: lines.join('\n') }
}

function authorizationLine({ url, reception, authorizationServer: server, resource, rules }: Discovery): string {
  if (reception.challenge === undefined) {
    return server === undefined ? 'none needed' : 'not needed for the first requests, but advertised'
  }
  const late = reception.challengedMethod === 'tools/list' ? ' (from tools/list on)' : ''
  if (server !== undefined) return `OAuth${late}${rules === '2025-03-26' ? ', by the rules of 2025-03-26' : ''}`
  const why = resource === undefined ? 'no OAuth discovery' : 'the resource lists no authorization server'
  return `${why}; a bearer token may be needed: mcp-auth login ${url} --auth-mode bearer --bearer-token @FILE`
}

function identityLine(server: NonNullable<Discovery['authorizationServer']>): string {
  const ways = [
    ...(server.clientIdMetadataDocumentSupported ? ['metadata document (--client-metadata-url)'] : []),
    ...(server.registrationEndpoint === undefined ? [] : ['dynamic registration']),
    'pre-registered (--client-id)',
  ]
  return ways.join(', ')
}
