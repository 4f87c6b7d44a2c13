// Every path and npm script that a page of the repository names exists.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const pages = ['*.md', 'docs/**/*.md', 'packages/*/*.md'].flatMap((pattern) => globSync(pattern))
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

const problems = []
for (const page of pages.filter((path) => !path.includes('node_modules'))) {
  const text = readFileSync(page, 'utf8')
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    const path = link.split('#')[0]
    if (path === '' || /^[a-z]+:/.test(path)) continue
    // The site's own addresses: its build follows them.
    if (page.startsWith(join('docs', 'content')) && path.startsWith('/')) continue
    if (!existsSync(join(dirname(page), path))) problems.push(`${page}: links to ${path}, which is not there`)
  }
  // `packages/server/src/app.ts` or `scripts/`: a path from the root, in code marks; `<name>` stands for any.
  for (const [, path] of text.matchAll(/`((?:packages|scripts|docs|e2e|bench|\.ci)\/[^`\s]*)`/g)) {
    if (globSync(path.replaceAll(/<[^>]+>/g, '*')).length === 0)
      problems.push(`${page}: names ${path}, which is not there`)
  }
  for (const [, name] of text.matchAll(/npm run ([a-z:-]+)/g)) {
    if (scripts[name] === undefined) problems.push(`${page}: names npm run ${name}, which is not a script`)
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
} else {
  console.log(`every path named in ${pages.length} pages exists`)
}
