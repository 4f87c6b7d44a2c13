/** Where the site is below its host, such as `/mcp-auth`: from `BASE_PATH`, with a slash before and none after. */
export const base = normalized(process.env['BASE_PATH'] ?? '') as '' | `/${string}`

function normalized(path: string): string {
  const names = path.split('/').filter((name) => name !== '')
  return names.map((name) => `/${name}`).join('')
}
