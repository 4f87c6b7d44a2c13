import type { Component } from 'svelte'

/** What a page says of itself in its front matter. */
export interface PageMatter {
  readonly title: string
  readonly description: string
  readonly section: Section
  /** Its place in the section. */
  readonly order: number
  /** Options of the server that its commands are tried against. */
  readonly server?: string
}

export interface Page extends PageMatter {
  readonly slug: string
  readonly Content: Component
}

export const SECTIONS = ['Start', 'Flows', 'Testing', 'About'] as const
export type Section = (typeof SECTIONS)[number]

interface Module {
  readonly default: Component
  readonly metadata: PageMatter
}

const modules = import.meta.glob<Module>('../../content/**/*.md', { eager: true })

/** The written pages, section by section. */
export const pages: readonly Page[] = Object.entries(modules)
  .map(([file, { default: Content, metadata }]) => {
    const slug = file.replace('../../content/', '').replace('.md', '')
    if (!SECTIONS.includes(metadata.section)) throw new Error(`${slug} is in no section`)
    return { ...metadata, slug, Content }
  })
  .sort((a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || a.order - b.order)
