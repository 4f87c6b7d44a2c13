/**
 * A server as a program: `args` are given to `node`, `health` is a path it answers with 200. It prints a line with its
 * origin, `http://127.0.0.1:PORT`, once it listens.
 *
 * @typedef {{ name: string, args: readonly string[], health: string }} Program
 */

/** @type {Program} */
export const ours = {
  name: 'mcp-auth-test-server',
  args: ['packages/server/bin/mcp-auth-test-server.js', '--port', '0', '--json'],
  health: '/health',
}

/** Ours with its eyes closed: what watching costs is the difference. @type {Program} */
export const unwatched = { ...ours, name: 'ours, not watching', args: [...ours.args, '--observe', 'false'] }

/** @type {Program} */
export const raw = { name: 'raw node:http', args: ['bench/targets/raw.mjs'], health: '/health' }

/** @type {Program} */
export const mockServer = {
  name: 'oauth2-mock-server',
  args: ['node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs', '-a', '127.0.0.1', '-p', '0'],
  health: '/.well-known/openid-configuration',
}

/** @type {Program} */
export const oidcProvider = {
  name: 'oidc-provider',
  args: ['bench/targets/oidc-provider.mjs'],
  health: '/.well-known/openid-configuration',
}

/** The official SDK with nothing around it: what a `tools/call` costs without authorization. @type {Program} */
export const sdk = { name: 'SDK alone', args: ['bench/targets/sdk.mjs'], health: '/health' }

/** The servers that ours must be ahead of. */
export const peers = [mockServer, oidcProvider]

export const cliStatus = { name: 'mcp-auth status', args: ['packages/cli/bin/mcp-auth.js', 'status'] }

export const cli = { name: 'mcp-auth --help', args: ['packages/cli/bin/mcp-auth.js', '--help'] }

/** What starting Node alone takes. */
export const bareNode = { name: 'node -e 0', args: ['-e', '0'] }
