import type { ClientIdMetadataDocument } from '@mcp-auth/spec'
import type { Context } from '../../core/context.ts'
import { HttpError } from '../../core/errors.ts'
import { json } from '../../core/http.ts'
import type { PathParams } from '../../core/route.ts'

/** Where the fixtures are; each is usable as a client_id at once. */
export const FIXTURES_PATH = '/test/cimd/:document'

/** One document, and what is to be seen when it is used as a client_id. */
type Fixture = (ctx: Context, request: Request) => Response | Promise<Response>

/** Client ID metadata documents (CIMD-00 §4.1): a right one, and each of the others with one thing wrong. */
const fixtures: Readonly<Record<string, Fixture>> = {
  'valid.json': (ctx) => json(described('valid.json', ctx)),
  'mismatched.json': (ctx) => json({ ...described('mismatched.json', ctx), client_id: urlOf('valid.json', ctx) }),
  'malformed.json': (ctx) => {
    const { redirect_uris: _, ...rest } = described('malformed.json', ctx)
    return json(rest)
  },
  'slow.json': async (ctx, { signal }) => {
    await elapse((ctx.config.clientMetadataTimeout + 1) * 1000, signal)
    return json(described('slow.json', ctx))
  },
  'oversized.json': (ctx) =>
    json({ ...described('oversized.json', ctx), padding: 'x'.repeat(ctx.config.clientMetadataLimit) }),
  'redirecting.json': (ctx) => new Response(null, { status: 302, headers: { location: urlOf('valid.json', ctx) } }),
}

/** The names of the documents. */
export const fixtureNames: readonly string[] = Object.keys(fixtures)

/** `GET /test/cimd/:document`. */
export async function fixtureEndpoint(request: Request, ctx: Context, path: PathParams): Promise<Response> {
  const name = path['document'] ?? ''
  const fixture = Object.hasOwn(fixtures, name) ? fixtures[name] : undefined
  if (fixture === undefined) {
    throw new HttpError(404, 'not_found', `the documents here are ${fixtureNames.join(', ')}`)
  }
  return fixture(ctx, request)
}

function described(name: string, ctx: Context): ClientIdMetadataDocument {
  return {
    client_id: urlOf(name, ctx),
    client_name: `${name.charAt(0).toUpperCase()}${name.slice(1, name.indexOf('.'))} CIMD Fixture`,
    redirect_uris: ['http://localhost:3000/callback', 'http://127.0.0.1:3000/callback', 'http://[::1]:3000/callback'],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope: 'mcp:tools:list mcp:tools:read',
  }
}

function urlOf(name: string, { issuer }: Context): string {
  return issuer + FIXTURES_PATH.replace(':document', name)
}

/** Lets real time pass, as a slow web server would; no longer than somebody waits for the answer. */
function elapse(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
