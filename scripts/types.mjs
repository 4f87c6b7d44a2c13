// Declaration files: one for each face of a package, with what it needs of other packages inside.
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

for (const [name, faces] of [
  ['spec', ['index', 'guidance']],
  ['server', ['index']],
  ['cli', ['index']],
]) {
  const root = `packages/${name}`
  const bundle = await rollup({
    input: Object.fromEntries(faces.map((face) => [face, `${root}/src/${face}.ts`])),
    plugins: [
      dts({
        tsconfig: 'tsconfig.json',
        compilerOptions: { noEmit: false, stripInternal: true, customConditions: ['@mcp-auth/source'] },
        includeExternal: ['@mcp-auth/spec'],
      }),
    ],
    onwarn({ message }) {
      throw new Error(message)
    },
  })
  await bundle.write({
    dir: `${root}/dist`,
    format: 'es',
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'shared.d.ts',
  })
  await bundle.close()
}
