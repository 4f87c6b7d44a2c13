/** A piece of a cell: text, code, or a link within the site (`/…`) or out of it. */
export type Piece =
  | string
  | { readonly code: string }
  | { readonly text: string; readonly to: string; readonly code?: true }

/** What a cell holds; an absent one is empty. */
export type Cell = Piece | readonly Piece[] | undefined

/** One thing of a reference page, with an anchor of its own. */
export interface Row {
  readonly id: string
  /** The words that search shows. */
  readonly name: string
  readonly about: string
  readonly cells: readonly Cell[]
}

export interface Section {
  readonly title?: string
  readonly about?: string
  readonly head: readonly string[]
  readonly rows: readonly Row[]
}

/** A page made of what the programs themselves are made of. */
export interface Reference {
  readonly slug: string
  readonly title: string
  readonly about: string
  /** What a program reads of the same. */
  readonly files?: readonly { readonly path: string; readonly text: string }[]
  readonly sections: readonly Section[]
}

export const code = (text: string): Piece => ({ code: text })

/** Words with commas between them, each as code. */
export const codes = (words: readonly string[]): readonly Piece[] =>
  words.flatMap((word, index) => (index === 0 ? [code(word)] : [', ', code(word)]))

/** An anchor: letters, digits and dashes. */
export function anchor(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}

/** A link to a requirement's own page. */
export const toRequirement = (requirementCode: string): Piece => ({
  text: requirementCode,
  to: `/reference/requirements/${requirementCode}/`,
  code: true,
})
