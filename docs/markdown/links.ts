import { readFileSync } from 'node:fs'
import { requirement } from '@mcp-auth/spec'
import { base } from './base.ts'

/** As much of a hast node as is used here. */
interface Node {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, unknown>
  children?: Node[]
}

/**
 * Gives headings their anchors, puts the base path before links of the site, links the codes of requirements
 * (`C-AZ-03`) to their pages, and sets diagrams (`![text](diagram:name)`) in place.
 * Throws for a code that the catalogue has not.
 */
export function links() {
  return (tree: Node): void => visit(tree, undefined)
}

function visit(node: Node, parent: Node | undefined): void {
  for (const child of [...(node.children ?? [])]) visit(child, node)
  const properties = node.properties ?? {}
  if (/^h[23]$/.test(node.tagName ?? '')) anchor(node)
  if (node.tagName === 'a' && String(properties['href']).startsWith('/')) properties['href'] = base + properties['href']
  if (node.tagName === 'code' && parent?.tagName !== 'a' && parent !== undefined) linkCode(node, parent)
  if (node.tagName === 'img' && String(properties['src']).startsWith('diagram:')) {
    const html = diagram(String(properties['src']).slice('diagram:'.length), String(properties['alt']))
    replace(node, { type: 'raw', value: `{@html ${JSON.stringify(html)}}` })
  }
  if (node.tagName === 'table') replace(node, { ...node, properties: { ...properties, tabindex: '0' } })
}

function anchor(heading: Node): void {
  const id = textOf(heading)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
  heading.properties = { ...heading.properties, id }
}

function linkCode(code: Node, parent: Node): void {
  const text = textOf(code)
  if (!/^[ACS]-[A-Z0-9]+-\d+[a-z]?$/.test(text)) return
  const row = requirement(text)
  if (row === undefined) throw new Error(`no requirement ${text} in the catalogue`)
  const index = parent.children?.indexOf(code) ?? -1
  const href = `${base}/reference/requirements/${row.code}/`
  parent.children?.splice(index, 1, {
    type: 'element',
    tagName: 'a',
    properties: { href, title: row.summary },
    children: [code],
  })
}

/** The rendered diagram, with what it says for who does not see it. */
export function diagram(name: string, alternative: string): string {
  const svg = readFileSync(`${import.meta.dirname}/../diagrams/${name}.svg`, 'utf8')
  const drawing = svg.slice(svg.indexOf('<svg'))
  return `<figure class="diagram" role="img" aria-label="${alternative.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" tabindex="0">${drawing}</figure>`
}

function replace(node: Node, next: Node): void {
  for (const key of Object.keys(node)) delete node[key as keyof Node]
  Object.assign(node, next)
}

function textOf(node: Node): string {
  return node.value ?? (node.children ?? []).map(textOf).join('')
}
