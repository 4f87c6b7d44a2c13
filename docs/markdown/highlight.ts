import { readFileSync } from 'node:fs'
import { createHighlighter } from 'shiki'

const LANGUAGES = ['sh', 'json', 'ts', 'yaml', 'http', 'python', 'text', 'output'] as const

const highlighter = createHighlighter({
  themes: ['github-light-high-contrast', 'github-dark-high-contrast'],
  langs: ['sh', 'json', 'ts', 'yaml', 'http', 'python'],
})

/**
 * A code block as HTML that Svelte takes as it is. `file=examples/…` in the info string puts a file of the repository there.
 * Throws for a language that is not in the list, so that no block goes by unknown to the tests.
 */
export async function highlight(code: string, lang: string, meta: string): Promise<string> {
  if (!LANGUAGES.some((known) => known === lang)) throw new Error(`no language ${lang} in the pages`)
  const file = /(?:^|\s)file=(\S+)/.exec(meta)?.[1]
  const text = file === undefined ? code : readFileSync(`${import.meta.dirname}/../../${file}`, 'utf8').trimEnd()
  const html = (await highlighter).codeToHtml(text, {
    lang: lang === 'output' ? 'text' : lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: 'light-dark()',
  })
  const caption = file === undefined ? '' : `<figcaption><code>${file}</code></figcaption>`
  const figure = `<figure class="code${lang === 'output' ? ' output' : ''}">${caption}${html}</figure>`
  return `{@html ${JSON.stringify(figure).replaceAll('`', '\\`')}}`
}
