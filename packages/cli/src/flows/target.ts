import type { Context } from '../context.ts'
import type { AuthorizationServer } from '../discovery/authorization-server.ts'
import type { Discovery } from '../discovery/discover.ts'
import { canonicalResource } from '../discovery/well-known.ts'
import { CliError } from '../errors.ts'
import { texts } from '../http/json.ts'
import { requestedScope } from '../oauth/authorization-request.ts'
import type { Client } from '../oauth/client.ts'
import { DpopProver } from '../oauth/dpop.ts'
import { commonAlgorithm, generateKey } from '../oauth/signing.ts'
import type { TokenEndpoint, Tokens } from '../oauth/token.ts'
import { type Authorization, type NewProfile, tokenFields } from '../profiles/profile.ts'
import { plain } from '../terminal/plain.ts'
import type { Login } from './flow.ts'

/** Where to log in, and what for: what every flow but `bearer` begins with. */
export interface Target {
  readonly discovery: Discovery
  readonly server: AuthorizationServer
  readonly tokenEndpoint: string
  /** The resource indicator, byte-exact as published; none under the rules of 2025-03-26. */
  readonly resourceIndicator: string | undefined
  /** What to ask for. */
  readonly scope: string | undefined
  /** The key of this login, where the server binds tokens to keys. */
  readonly prover: DpopProver | undefined
}

/** Finds the authorization server, and what has to be said to it whatever the grant is. */
export async function chooseTarget(context: Context, login: Login): Promise<Target> {
  const discovery = await login.discovery()
  const server = discovery.authorizationServer ?? discovery.guess
  if (server === undefined) {
    throw new CliError('unauthorized', `No authorization server was found for ${login.url}.`, {
      hint: 'Name one with --authorization-server, or use --auth-mode bearer with a token.',
    })
  }
  if (discovery.authorizationServer === undefined) {
    context.notice('The server publishes no metadata; trying the default endpoints of 2025-03-26.')
  }
  const { rules, resource, reception } = discovery
  return {
    discovery,
    server,
    tokenEndpoint: needed(server, 'token_endpoint', server.tokenEndpoint),
    resourceIndicator:
      rules === 'metadata' ? resource?.resource : rules === 'named' ? canonicalResource(login.url) : undefined,
    scope: requestedScope({
      byUser: login.choices.scope,
      challenged: reception.challenge?.scope,
      byResource: resource?.scopesSupported,
      byServer: server.scopesSupported,
    }),
    prover: await proverFor(server, discovery, login.choices.dpop),
  }
}

/** An endpoint that the metadata must have for what is about to be done. */
export function needed({ issuer }: AuthorizationServer, name: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return endpoint
  throw new CliError('failed', `The metadata of ${plain(issuer)} has no ${name}.`, { url: issuer })
}

/**
 * A new key, where the authorization server lists an algorithm that is known here (RFC 9449 §5.1) and the resource
 * says that it takes proofs: by its challenge (RFC 9449 §7.1) or its metadata (RFC 9728 §2). A bound token is of no
 * use to a resource that knows bearer tokens alone.
 */
async function proverFor(
  server: AuthorizationServer,
  { resource, reception }: Discovery,
  wanted: boolean,
): Promise<DpopProver | undefined> {
  const listed = server.dpopSigningAlgValuesSupported
  const byResource = texts(resource?.document ?? {}, 'dpop_signing_alg_values_supported')
  const required = resource?.document['dpop_bound_access_tokens_required'] === true
  const taken = required || byResource !== undefined || reception.challenge?.schemes.includes('dpop') === true
  if (!wanted || !taken) return undefined
  const algorithm = commonAlgorithm(listed?.filter((name) => byResource?.includes(name) ?? true))
  return algorithm === undefined ? undefined : new DpopProver(await generateKey(algorithm))
}

/** The token endpoint of a target, as this client. */
export function endpointOf({ server, tokenEndpoint, prover }: Target, client: Client | undefined): TokenEndpoint {
  return { issuer: server.issuer, tokenEndpoint, client, prover, publicOnly: server.publicOnly }
}

/** The login that tokens of a target are saved as. */
export function describeLogin(
  context: Context,
  { url }: Login,
  authMode: string,
  { server, tokenEndpoint, resourceIndicator, scope: asked, prover }: Target,
  tokens: Tokens,
  more: Pick<Authorization, 'client' | 'assertion'>,
): NewProfile {
  const scope = tokens.scope ?? asked
  const granted = new Set(scope?.split(' '))
  const missing = (asked ?? '').split(' ').filter((wanted) => wanted !== '' && !granted.has(wanted))
  if (missing.length > 0) context.notice(`Not granted: ${missing.join(' ')}.`)
  return {
    url,
    resource: resourceIndicator ?? url,
    authMode,
    ...tokenFields({ ...tokens, scope }),
    authorization: {
      issuer: server.issuer,
      tokenEndpoint,
      ...(server.revocationEndpoint === undefined ? {} : { revocationEndpoint: server.revocationEndpoint }),
      ...(server.publicOnly ? { publicOnly: true } : {}),
      ...(prover === undefined ? {} : { dpopKey: prover.key }),
      ...(resourceIndicator === undefined ? {} : { resourceIndicator }),
      ...more,
    },
  }
}
