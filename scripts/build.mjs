// Bundles the two programs and the library faces.
// Bundled, because a start that loads hundreds of files is slow; split, because what is not needed must not be read.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { assetFiles, licenceFiles } from '../packages/server/src/openapi/asset-files.ts'
import { notices } from './notices.mjs'

const PACKAGES = [
  { name: 'spec', entryPoints: ['src/index.ts', 'src/guidance.ts'] },
  { name: 'server', entryPoints: ['src/main.ts', 'src/index.ts'] },
  // Injected everywhere, what `base.ts` names is one file; split by who uses what, it would be ten.
  { name: 'cli', entryPoints: ['src/bin.ts'], inject: ['src/base.ts'] },
  // By itself, or the program would have to read one more file for what both share.
  { name: 'cli', entryPoints: ['src/index.ts'], outdir: 'dist/library' },
]

/**
 * `import 'node:http'` makes Node read every export of the module, and so load its fetch; `import 'node:util'` a good part of Node.
 * A quick start cannot afford that: this reads what is used. What is marked pure and used by nobody is left out of the bundle.
 */
const builtinsWithoutTheRest = {
  name: 'builtins-without-the-rest',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(http|https|util)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? undefined : { path: `node:${path.replace('node:', '')}`, namespace: 'builtin' },
    )
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const names = Object.keys(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path)))
      const exported = names.map((name) => `export const ${name} = /* @__PURE__ */ read('${name}')`)
      return {
        contents: `const module = process.getBuiltinModule('${path}')
const read = (name) => module[name]
export default module
${exported.join('\n')}`,
      }
    })
  },
}

/** What those files would ask of other servers; a failed image is what they are prepared for. */
const ELSEWHERE = { 'redoc.standalone.js': 'https://cdn.redoc.ly/redoc/logo-mini.svg' }

/** What the server serves of other packages, which are not there when it is installed. The maps are not served, so nothing refers to them. */
function copyAssets() {
  const root = `${import.meta.dirname}/../packages/server`
  const { resolve } = createRequire(`${root}/package.json`)
  mkdirSync(`${root}/dist/assets`, { recursive: true })
  for (const [name, path] of Object.entries({ ...assetFiles, ...licenceFiles })) {
    const [owner, ...rest] = path.split('/')
    const text = readFileSync(join(dirname(resolve(`${owner}/package.json`)), ...rest), 'utf8')
    const address = ELSEWHERE[name]
    if (address !== undefined && !text.includes(address)) throw new Error(`${path} asks for ${address} no more`)
    const here = address === undefined ? text : text.replaceAll(address, 'data:,')
    writeFileSync(`${root}/dist/assets/${name}`, here.replace(/\n\/[/*]# sourceMappingURL=.*$/m, ''))
  }
}

const started = performance.now()
for (const { name } of PACKAGES) rmSync(`packages/${name}/dist`, { recursive: true, force: true })
const bundled = new Map(PACKAGES.map(({ name }) => [name, []]))
for (const { name, entryPoints, outdir = 'dist', inject = [] } of PACKAGES) {
  const root = `packages/${name}`
  const { metafile } = await build({
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
    plugins: [builtinsWithoutTheRest],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // Bundled CommonJS modules ask for Node's own modules by require.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  })
  bundled.get(name).push(...Object.keys(metafile.inputs).map((path) => join(root, path)))
}
for (const [name, files] of bundled) {
  const text = notices(files)
  if (text !== '') writeFileSync(`packages/${name}/dist/THIRD-PARTY.txt`, text)
}
copyAssets()
console.log(
  `built ${[...new Set(PACKAGES.map(({ name }) => name))].join(', ')} in ${Math.round(performance.now() - started)} ms`,
)
