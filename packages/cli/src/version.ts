/** This client's version, as `--version` prints it and servers see it. */
export const VERSION = '0.1.0'

/** How this client introduces itself to MCP servers. */
export const CLIENT_INFO = { name: 'mcp-auth', title: 'mcp-auth CLI', version: VERSION } as const

/** How this client introduces itself to authorization servers (RFC 7591 §2 `client_name`). */
export const CLIENT_NAME = 'mcp-auth CLI'
