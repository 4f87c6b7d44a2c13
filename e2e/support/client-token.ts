import type { Announcement } from './programs.ts'

/** A token of dev-admin-client for one resource of a server; without `scope` with the scopes for ordinary use. */
export async function clientToken({ issuer }: Announcement, resource: string, scope?: string): Promise<string> {
  const response = await fetch(`${issuer}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'dev-admin-client',
      client_secret: 'dev-admin-secret',
      resource,
      ...(scope !== undefined && { scope }),
    }),
  })
  const body = (await response.json()) as { access_token?: string }
  if (body.access_token === undefined) throw new Error(`no token but ${response.status} ${JSON.stringify(body)}`)
  return body.access_token
}
