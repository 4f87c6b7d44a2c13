/** The path of an issuer identifier, empty for an origin: everything that issuer serves is below. */
export function issuerPath(issuer: string): string {
  const { pathname } = new URL(issuer)
  return pathname === '/' ? '' : pathname
}
