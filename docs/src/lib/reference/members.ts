import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** A member of an interface, as it is written. */
export interface Member {
  readonly name: string
  readonly type: string
  readonly about: string
}

/**
 * The members of an interface of this repository, with their doc comments. The site is built in its own folder.
 * Throws when `file` has no such interface.
 */
export function membersOf(file: string, name: string): readonly Member[] {
  const text = readFileSync(`${process.cwd()}/../${file}`, 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  for (const statement of source.statements) {
    if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== name) continue
    return statement.members.filter(ts.isPropertySignature).map((member) => ({
      name: ts.isStringLiteral(member.name) ? member.name.text : member.name.getText(source),
      type: (member.type?.getText(source) ?? '')
        .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
        .replaceAll(/\breadonly /g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
      about: ts
        .getJSDocCommentsAndTags(member)
        .map((comment) => ts.getTextOfJSDocComment(comment.comment as string | undefined) ?? '')
        .join(' '),
    }))
  }
  throw new Error(`${file} has no interface ${name}`)
}
