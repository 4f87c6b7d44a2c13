// Bundles the two programs and the library faces. `--types` adds the declaration files.
// Bundled, because a start that loads hundreds of files is slow; split, because what is not needed must not be read.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

const PACKAGES = [
  { name: 'spec', entryPoints: ['src/index.ts'] },
  { name: 'server', entryPoints: ['src/main.ts', 'src/index.ts'] },
  // Injected everywhere, what `base.ts` names is one file; split by who uses what, it would be ten.
  { name: 'cli', entryPoints: ['src/bin.ts'], inject: ['src/base.ts'] },
  // By itself, or the program would have to read one more file for what both share.
  { name: 'cli', entryPoints: ['src/index.ts'], outdir: 'dist/library' },
]

/** `import 'node:http'` makes Node load its fetch as well, which a quick start cannot afford; this asks for the module alone. */
const builtinsWithoutFetch = {
  name: 'builtins-without-fetch',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(http|https)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? undefined : { path: `node:${path.replace('node:', '')}`, namespace: 'builtin' },
    )
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      // Reading a getter (WebSocket, CloseEvent) would load what this is to avoid.
      const properties = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path)))
      const names = properties.filter(([, property]) => property.get === undefined).map(([name]) => name)
      return {
        contents: `const module = process.getBuiltinModule('${path}')
export default module
export const { ${names.join(', ')} } = module`,
      }
    })
  },
}

const started = performance.now()
for (const { name } of PACKAGES) rmSync(`packages/${name}/dist`, { recursive: true, force: true })
for (const { name, entryPoints, outdir = 'dist', inject = [] } of PACKAGES) {
  const root = `packages/${name}`
  await build({
    absWorkingDir: `${import.meta.dirname}/../${root}`,
    entryPoints,
    inject,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    conditions: ['@mcp-auth/source'],
    plugins: [builtinsWithoutFetch],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'linked',
    logLevel: 'warning',
    // Bundled CommonJS modules ask for Node's own modules by require.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  })
}
if (process.argv.includes('--types')) {
  for (const name of new Set(PACKAGES.map((row) => row.name))) {
    const { status } = spawnSync('tsc', ['-p', `packages/${name}/tsconfig.build.json`], { stdio: 'inherit' })
    if (status !== 0) process.exit(status ?? 1)
  }
}
console.log(
  `built ${[...new Set(PACKAGES.map(({ name }) => name))].join(', ')} in ${Math.round(performance.now() - started)} ms`,
)
