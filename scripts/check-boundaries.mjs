// Who may import whom: a row lists everything an area may reach; what is not listed is refused.
// Also keeps time, randomness and the process inside the few files that own them.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const SERVER_AREAS = [
  'core',
  'config',
  'store',
  'outbound',
  'oauth',
  'idp',
  'mcp',
  'faults',
  'observe',
  'checks',
  'debug',
  'console',
  'tls',
  'openapi',
].map((area) => `server/${area}`)
const CLI_AREAS = [...new Set(globSync('packages/cli/src/*/').map((path) => `cli/${path.split(sep).at(-1)}`))]

const MAY_IMPORT = {
  spec: [],
  'server/core': ['spec'],
  'server/config': ['server/core'],
  'server/store': ['server/core'],
  'server/outbound': ['server/core'],
  // The resource server knows the authorization server only through mcp/verifier.ts.
  'server/oauth': ['spec', 'server/core'],
  // The identity provider is made of the authorization server's pieces; that knows it only by issuer and keys.
  'server/idp': ['spec', 'server/core', 'server/oauth'],
  'server/mcp': ['spec', 'server/core'],
  // A fault sees a value at a point, nothing else.
  'server/faults': ['spec', 'server/core'],
  // Watches exchanges and events; knows no area, only what passes.
  'server/observe': ['spec', 'server/core'],
  // A check sees a flow, and nothing of who served it.
  'server/checks': ['spec', 'server/core', 'server/observe'],
  // Looks at what was observed and judged; what the areas know reaches it through ports of core.
  'server/report': ['spec', 'server/core', 'server/observe', 'server/checks'],
  'server/debug': ['spec', 'server/core', 'server/observe', 'server/checks', 'server/report'],
  // Shows the same to people; what the areas know is handed in by the composition root.
  'server/console': ['spec', 'server/core', 'server/observe', 'server/checks'],
  // Describes what every area serves by what that area owns; nobody but the composition root knows it.
  'server/openapi': [
    'spec',
    'server/core',
    'server/oauth',
    'server/idp',
    'server/mcp',
    'server/report',
    'server/debug',
  ],
  // Certificates of the server itself: files and names, nothing of what is served.
  'server/tls': ['server/core'],
  'server/app': ['spec', ...SERVER_AREAS],
  // The client shares no code with the server: a bug must not hide in both.
  ...Object.fromEntries(['cli/root', ...CLI_AREAS].map((area) => [area, ['spec', 'cli/root', ...CLI_AREAS]])),
}

const OWNED = [
  {
    pattern: /\bDate\.now\(|new Date\(\)|performance\.now\(/,
    owners: ['packages/server/src/core/clock.ts', /^packages\/cli\/src\/(bin\.ts|node\/)/],
    why: 'time comes from the clock',
  },
  {
    pattern: /\bMath\.random\(|\brandomUUID\b|\brandomFillSync\b|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/,
    owners: ['packages/server/src/core/ids.ts', /^packages\/cli\/src\/(bin\.ts|node\/)/],
    why: 'randomness comes from ids',
  },
  {
    pattern: /\bprocess\.(?!getBuiltinModule\b)/,
    owners: ['packages/server/src/main.ts', /^packages\/cli\/src\/(bin\.ts|node\/)/],
    why: 'only entry points touch the process',
  },
  { pattern: /\bas any\b|: any\b|<any>/, owners: [], why: 'no any' },
  {
    pattern: /(?<!\/)\bconsole\./,
    owners: ['packages/server/src/main.ts'],
    why: 'only entry points write to the console',
  },
]

const areaOf = (file) => {
  const [, name, , ...rest] = file.split(sep)
  if (name === 'spec') return 'spec'
  const root = name === 'cli' ? 'cli/root' : `${name}/app`
  return rest.length > 1 ? `${name}/${rest[0]}` : root
}

const targetOf = (file, specifier) => {
  if (specifier.startsWith('.')) return areaOf(relative('.', join(dirname(file), specifier)))
  if (/^@mcp-auth\/spec(?:\/|$)/.test(specifier)) return 'spec'
  return specifier === 'mcp-auth-test-server' ? 'server/app' : undefined
}

const owns = (owners, file) => owners.some((owner) => (typeof owner === 'string' ? owner === file : owner.test(file)))

const problems = []
const files = globSync('packages/*/src/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
for (const file of files) {
  const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '')
  const from = areaOf(file)
  if (MAY_IMPORT[from] === undefined) problems.push(`${file}: ${from} has no row in scripts/check-boundaries.mjs`)
  for (const [, specifier] of code.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    const target = targetOf(file, specifier)
    if (target === undefined || target === from || MAY_IMPORT[from]?.includes(target)) continue
    problems.push(`${file}: ${from} may not import ${target}`)
  }
  for (const { pattern, owners, why } of OWNED) {
    if (pattern.test(code) && !owns(owners, file)) problems.push(`${file}: ${why}`)
  }
}
if (files.length < 50) problems.push(`only ${files.length} files found: run this from the repository's root`)
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
} else {
  console.log(`boundaries hold in ${files.length} files`)
}
