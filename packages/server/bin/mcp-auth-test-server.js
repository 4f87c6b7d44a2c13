#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`mcp-auth-test-server needs Node.js 22.18 or newer; this is ${process.versions.node}`)
  process.exitCode = 2
} else {
  await import('../dist/main.js')
}
