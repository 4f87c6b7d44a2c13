import { isOAuthErrorCode } from '@mcp-auth/spec'
import type { Context } from '../../core/context.ts'
import { seededClient } from '../../oauth/clients/seeded.ts'
import { clients, codes } from '../../oauth/records.ts'
import { authorizationCode } from '../../oauth/token/grants/authorization-code.ts'
import { EXAMPLE } from '../client-form.ts'

/** What to run next, and what there is to know about it. */
export interface Step {
  readonly title: string
  readonly text: string
  readonly command?: string
}

/** How to go on from a response of this server. */
export async function nextSteps(query: URLSearchParams, ctx: Context): Promise<readonly Step[]> {
  const [code, ...more] = query.getAll('code')
  const error = query.get('error')
  if (error !== null && isOAuthErrorCode(error)) {
    return [
      {
        title: 'Have it explained',
        text: 'Offline: what the error means, and what to try.',
        command: `npx mcp-auth explain ${error}`,
      },
    ]
  }
  // An answer of somebody else, or one that a client must refuse, is not to be redeemed here.
  const foreign = query.getAll('iss').some((issuer) => issuer !== ctx.issuer)
  if (code === undefined || code === '' || more.length > 0 || foreign) return []
  return redemption(code, ctx)
}

const UNKNOWN: Step = {
  title: 'Nothing to redeem',
  text: 'This server knows no such code: it was redeemed, has expired, or was never given by it.',
}

/** Only a code that was given here gets into a command, so that nothing else of the URL does. */
async function redemption(code: string, ctx: Context): Promise<readonly Step[]> {
  const found = await codes(ctx).get(code)
  if (found === undefined || found.family !== undefined) return [UNKNOWN]
  const { clientId, redirectUri, resource, codeChallenge } = found.request
  const verifier = codeChallenge === EXAMPLE.challenge ? quoted(EXAMPLE.verifier) : '"$CODE_VERIFIER"'
  const field = (name: string, value: string): string => `  --data-urlencode ${name}=${value}`
  const command = [
    `curl ${quoted(`${ctx.issuer}/oauth/token`)}`,
    field('grant_type', authorizationCode.grantType),
    ...(await credentials(clientId, field, ctx)),
    field('redirect_uri', quoted(redirectUri)),
    field('resource', quoted(resource)),
    field('code_verifier', verifier),
    field('code', quoted(code)),
  ].join(' \\\n')
  return [
    {
      title: 'Redeem it with curl',
      text: verifier.startsWith('"')
        ? 'CODE_VERIFIER is what the challenge of the request was made of.'
        : 'The code verifier is the published one of RFC 7636, which the link on this page uses.',
      command,
    },
    {
      title: 'Go on with mcp-auth',
      text: 'Takes the access_token of that answer from its input, and saves it.',
      command: `npx mcp-auth login ${quoted(resource)} --auth-mode bearer --bearer-token -`,
    },
    {
      title: 'Or let mcp-auth do all of it',
      text: 'A login of its own, from discovery to a saved token.',
      command: `npx mcp-auth login ${quoted(resource)}`,
    },
  ]
}

/** How the client says who it is. One that is described by a document is not fetched for this. */
async function credentials(
  clientId: string,
  field: (name: string, value: string) => string,
  ctx: Context,
): Promise<readonly string[]> {
  const client = seededClient(clientId, ctx) ?? (await clients(ctx).get(clientId))
  const id = field('client_id', quoted(clientId))
  switch (client?.authenticationMethod) {
    case 'client_secret_basic':
      return [`  --user ${quoted(`${encodeURIComponent(clientId)}:`)}"$CLIENT_SECRET"`]
    case 'client_secret_post':
      return [id, field('client_secret', '"$CLIENT_SECRET"')]
    default:
      return [id]
  }
}

/** A word for a shell, which sees nothing in it but the word. */
export function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
