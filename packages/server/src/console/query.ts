/** The value of a parameter, if it is one of those that it can have; an unknown value filters nothing. */
export function chosen<const T extends string>(
  query: URLSearchParams,
  name: string,
  options: readonly T[],
): T | undefined {
  const value = query.get(name)
  return options.find((option) => option === value)
}

/** A link to a page with these parameters; those that are undefined or empty are left out. */
export function link(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, value)
  return query.size === 0 ? path : `${path}?${query}`
}
