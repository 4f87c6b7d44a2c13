/** Another answer in the place of one, to the same page of the same origin. */
export function instead(
  of: Response,
  { status, body, headers = {} }: { status: number; body: unknown; headers?: Readonly<Record<string, string>> },
): Response {
  const kept = [...of.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary')
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...Object.fromEntries(kept), 'content-type': 'application/json', ...headers },
  })
}

/** The answer of a path where nothing is. */
export function absent(of: Response): Response {
  return instead(of, { status: 404, body: { error: 'not_found' } })
}
