import { isJsonObject } from '../core/json.ts'
import type { Json } from './shape.ts'

type Components = Readonly<Record<string, Readonly<Record<string, Json>>>>

/** The components that a document refers to, directly or through others; security schemes by the names of its requirements. */
export function used(document: Json, components: Components): Components {
  const named = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item)
    if (!isJsonObject(value)) return
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref') take(String(member).replace('#/components/', ''))
      else if (key === 'security') for (const name of namesIn(member)) take(`securitySchemes/${name}`)
      else visit(member)
    }
  }
  const take = (path: string): void => {
    if (named.has(path)) return
    named.add(path)
    const [kind = '', name = ''] = path.split('/')
    visit(components[kind]?.[name])
  }
  visit(document)
  const kept = Object.entries(components).map(([kind, all]): [string, Readonly<Record<string, Json>>] => [
    kind,
    Object.fromEntries(Object.entries(all).filter(([name]) => named.has(`${kind}/${name}`))),
  ])
  return Object.fromEntries(kept.filter(([, all]) => Object.keys(all).length > 0))
}

function namesIn(security: unknown): readonly string[] {
  return Array.isArray(security)
    ? security.flatMap((requirement) => Object.keys(isJsonObject(requirement) ? requirement : {}))
    : []
}
