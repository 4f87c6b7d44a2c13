import { documents } from './documents.ts'

/**
 * How a section becomes a fragment of the URL: `number` for `#section-4.6`, `heading` for a slug of the heading, or a
 * table for documents whose fragments follow no rule. Sections outside a table lead to the page itself.
 */
export type Anchors = 'number' | 'heading' | Readonly<Record<string, string>>

/** A text that can be cited. */
export interface Document {
  readonly title: string
  /** How the document is called in a citation, for example `RFC 7636`. */
  readonly short: string
  readonly url: string
  readonly anchors: Anchors
}

/** The id of a citable document, for example `rfc7636`. */
export type DocumentId = keyof typeof documents

/** A place in a document: a section number, or the heading where sections have no numbers. */
export interface Reference {
  readonly document: DocumentId
  /** Absent: the document as a whole. */
  readonly section?: string
}

/** A link to the document of a reference, as deep as its section allows. */
export function referenceUrl(reference: Reference): string {
  const document: Document = documents[reference.document]
  const fragment = reference.section === undefined ? undefined : fragmentOf(document.anchors, reference.section)
  return fragment === undefined ? document.url : `${document.url}#${fragment}`
}

/** A reference as readers write it, for example `RFC 7636 §4.6`. */
export function cite(reference: Reference): string {
  const { short } = documents[reference.document]
  return reference.section === undefined ? short : `${short} §${reference.section}`
}

function fragmentOf(anchors: Anchors, section: string): string | undefined {
  if (anchors === 'number') return /^\d/.test(section) ? `section-${section}` : `appendix-${section}`
  if (anchors === 'heading') return headingSlug(section)
  return anchors[section]
}

/** The slug that MCP's site gives a heading; undefined for characters whose treatment there is not known. */
function headingSlug(heading: string): string | undefined {
  if (/[^\w\s()-]/.test(heading)) return undefined
  return heading.toLowerCase().replace(/[()]/g, '').replace(/\s+/g, '-')
}
