/** A redirect location with one query parameter replaced, or removed when `value` is undefined; the rest as it was. */
export function withParameter(location: string, name: string, value: string | undefined): string {
  const at = location.indexOf('?')
  const kept = (at < 0 ? '' : location.slice(at + 1))
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith(`${name}=`))
  if (value !== undefined) kept.push(`${name}=${encodeURIComponent(value)}`)
  const base = at < 0 ? location : location.slice(0, at)
  return kept.length === 0 ? base : `${base}?${kept.join('&')}`
}

/** The first value of a query parameter of a redirect location; undefined when there is none. */
export function parameter(location: string, name: string): string | undefined {
  return new URL(location).searchParams.get(name) ?? undefined
}
