import type { MdsvexOptions } from 'mdsvex'
import { highlight } from './highlight.ts'
import { links } from './links.ts'

/** How the pages in `content` become Svelte components. */
export const markdown: MdsvexOptions = {
  extensions: ['.md'],
  smartypants: false,
  highlight: { highlighter: (code, lang, meta) => highlight(code, lang ?? 'text', meta ?? '') },
  // mdsvex has the types of an older unified.
  rehypePlugins: [links as never],
}
