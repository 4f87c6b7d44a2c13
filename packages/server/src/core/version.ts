/** The version of this package, as it calls itself on the wire. A test holds it to package.json. */
export const VERSION = '0.1.0'

/** What the server calls itself on the wire, in challenges and to MCP clients; a test holds it to package.json too. */
export const NAME = 'mcp-auth-test-server'
