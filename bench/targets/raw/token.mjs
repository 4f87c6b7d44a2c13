import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { answerJson, refuse } from './answer.mjs'
import { readText } from './body.mjs'
import { tokens } from './tokens.mjs'

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' }
const LIFETIME = 3600

const clients = new Map([
  [
    'dev-confidential-client',
    { secret: 'dev-confidential-secret', scope: ['mcp:tools:list', 'mcp:tools:echo', 'mcp:tools:read'] },
  ],
])

/** `POST /oauth/token`, `grant_type=client_credentials` with the secret in the body. */
export function issueToken(request, response, origin) {
  readText(request, (text) => {
    const params = new URLSearchParams(text)
    const clientId = params.get('client_id')
    const client = clients.get(clientId)
    if (client === undefined || !sameSecret(client.secret, params.get('client_secret') ?? '')) {
      return refuse(response, 401)
    }
    const resource = params.get('resource')
    if (params.get('grant_type') !== 'client_credentials' || resource !== `${origin}/mcp/oauth`) {
      return refuse(response, 400)
    }
    const token = randomBytes(32).toString('base64url')
    const now = Date.now()
    const { scope } = client
    tokens.set(token, {
      clientId,
      subject: clientId,
      scope,
      audience: resource,
      issuedAt: now,
      expiresAt: now + LIFETIME * 1000,
    })
    answerJson(response, HEADERS, {
      access_token: token,
      token_type: 'Bearer',
      expires_in: LIFETIME,
      scope: scope.join(' '),
      aud: resource,
      iss: origin,
    })
  })
}

function sameSecret(expected, presented) {
  return timingSafeEqual(digest(expected), digest(presented))
}

function digest(text) {
  return createHash('sha256').update(text).digest()
}
