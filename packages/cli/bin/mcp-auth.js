#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../dist/bin.js')
} else {
  process.stderr.write(`mcp-auth needs Node.js 22.18 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 1
}
