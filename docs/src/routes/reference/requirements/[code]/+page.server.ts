import { REVISIONS, requirement, requirementIds, requirements, topicOf } from '@mcp-auth/spec'
import { explain } from '@mcp-auth/spec/guidance'
import { error } from '@sveltejs/kit'
import { checks } from '../../../../../../packages/server/src/checks/judge.ts'
import { unchecked } from '../../../../../../packages/server/src/checks/unchecked.ts'

export const entries = () => requirementIds().map((id) => ({ code: requirements[id].code }))

export function load({ params }: { params: { code: string } }) {
  const row = requirement(params.code)
  const explanation = explain(params.code)
  if (row === undefined || explanation === undefined || row.code !== params.code)
    error(404, 'The catalogue has no requirement of this code.')
  return {
    explanation,
    topicCode: topicOf(row.code),
    level: row.level,
    revisions: REVISIONS.map((revision) => {
      const { asked } = explain(row.id, { revision }) ?? {}
      return { revision, text: asked?.text ?? '' }
    }),
    checks: checks
      .filter((check) => check.requirement === row.id)
      .map(({ id, title, arises }) => ({ id, title, arises })),
    unchecked: unchecked[row.id],
  }
}
