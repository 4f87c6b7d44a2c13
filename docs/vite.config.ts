import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { mdsvex } from 'mdsvex'
import { defineConfig } from 'vite'
import { base } from './markdown/base.ts'
import { markdown } from './markdown/options.ts'

export default defineConfig({
  plugins: [
    sveltekit({
      extensions: ['.svelte', '.md'],
      preprocess: [mdsvex(markdown)],
      adapter: adapter({ strict: true, pages: process.env['SITE_OUTPUT'] ?? 'build' }),
      paths: { base, relative: false },
      // What links to nothing does not get built.
      prerender: {
        handleHttpError: ({ status, path, referrer }) => {
          throw new Error(`${path}, linked from ${referrer ?? 'nowhere'}, answers ${status}`)
        },
        handleMissingId: 'fail',
        handleUnseenRoutes: 'fail',
      },
    }),
  ],
  // The reference is made of the programs' own sources.
  ssr: { resolve: { conditions: ['@mcp-auth/source'] } },
  server: { fs: { allow: ['..'] } },
})
