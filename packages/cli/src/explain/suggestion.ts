import { errorCodes, isTopic, requirementIds, requirements, topicOf, topics } from '@mcp-auth/spec'
import { officialCheckIds } from '@mcp-auth/spec/guidance'
import { nearest } from '../terminal/nearest.ts'

const SHOWN = 3

/** What somebody may have meant by a name that nothing has. */
export function suggestion(name: string): string {
  const topic = topicOf(name.toUpperCase())
  if (topic !== undefined) return `mcp-auth explain ${topic} lists the codes of that topic`
  const ids = [...requirementIds(), ...Object.keys(errorCodes), ...officialCheckIds()]
  const codes = [...requirementIds().map((id) => requirements[id].code), ...Object.keys(topics).filter(isTopic)]
  const word = name.toLowerCase()
  const near = nearest(word, ids) ?? nearest(name.toUpperCase(), codes)
  const within = word.length < 3 ? [] : ids.filter((id) => id.includes(word))
  const meant = [...new Set([...(near === undefined ? [] : [near]), ...within])].slice(0, SHOWN)
  return meant.length === 0 ? 'mcp-auth explain lists all there is' : `did you mean ${meant.join(' or ')}?`
}
