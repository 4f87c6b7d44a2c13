/** A label and what stands beside it, a paragraph each. */
export type Labelled = readonly [label: string, paragraphs: readonly string[]]

/** Text in lines of at most `width` characters, broken at spaces; a word that is longer, such as a URL, stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** Labels in one column, and their paragraphs wrapped in the next; a row without paragraphs is left out. */
export function columns(rows: readonly Labelled[], width: number, indent = ''): readonly string[] {
  const shown = rows.filter(([, paragraphs]) => paragraphs.length > 0)
  const labels = Math.max(0, ...shown.map(([label]) => label.length)) + 2
  return shown.flatMap(([label, paragraphs]) =>
    paragraphs
      .flatMap((paragraph) => wrap(paragraph, width - labels - indent.length))
      .map((line, index) => `${indent}${(index === 0 ? label : '').padEnd(labels)}${line}`),
  )
}
