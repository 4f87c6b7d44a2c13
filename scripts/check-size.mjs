// No source file over 300 lines, no function over 60: what is longer is more than one thing.
import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

const FILE_LIMIT = 300
const FUNCTION_LIMIT = 60

const problems = []
const files = globSync('packages/*/src/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
for (const file of files) {
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n').length - 1
  if (lines > FILE_LIMIT) problems.push(`${file}: ${lines} lines, at most ${FILE_LIMIT}`)
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const length = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1
      if (length > FUNCTION_LIMIT)
        problems.push(`${file}:${lineOf(node.getStart())}: a function of ${length} lines, at most ${FUNCTION_LIMIT}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
} else {
  console.log(`no file or function is too long in ${files.length} files`)
}
