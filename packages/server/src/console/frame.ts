import { framed } from '../core/frame.ts'
import { type Html, html } from '../core/html.ts'
import { shapes } from './marks.ts'
import { SCRIPT_PATH } from './script.ts'
import { STYLE_PATH } from './style.ts'

/** The parts of the console, as its navigation names them. */
export const SECTIONS = [
  { name: 'Flows', path: '/' },
  { name: 'Verdicts', path: '/verdicts' },
  { name: 'Requirements', path: '/requirements' },
  { name: 'Clients', path: '/clients' },
  { name: 'Tokens', path: '/tokens' },
  { name: 'Approvals', path: '/approvals' },
] as const

/** The path of a part of the console. */
export type SectionPath = (typeof SECTIONS)[number]['path']

/** What a page of the console is made of. */
export interface Content {
  readonly title: string
  readonly section?: SectionPath
  readonly body: Html
  /** Whether it follows what happens, where there is script. */
  readonly live?: boolean
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A page of the console: complete without script, and it loads from this server alone. */
export function frame({ title, section, body, live = false, status = 200, headers = {} }: Content): Response {
  return framed({
    title,
    navigation: 'Console',
    sections: SECTIONS,
    section,
    icon: '/favicon.ico',
    style: [STYLE_PATH],
    script: [SCRIPT_PATH],
    policy: ["style-src 'self'", "script-src 'self'", "connect-src 'self'", "img-src 'self'", "form-action 'self'"],
    before: html`<p class="hidden" id="news" role="status"></p>
${shapes}`,
    main: body,
    mainAttributes: live ? html` data-live` : undefined,
    note: 'Secrets are never shown here, and everything on this page comes from this server.',
    status,
    headers,
  })
}
