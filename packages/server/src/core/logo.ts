import { html } from './html.ts'

const SHAPE = html`<rect class="ground" width="32" height="32" rx="8" fill="#1d5fd1"/><path d="M8 10h9M8 16h16M8 22h6" stroke="#fff" stroke-opacity=".55" stroke-width="2.4" stroke-linecap="round"/><path d="M18.5 22.2l3 3 5.5-6.4" fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/>`

/** The mark of the product, for use inside a page. */
export const LOGO = html`<svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">${SHAPE}</svg>`

/** The same as a file. */
export const ICON = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${SHAPE}</svg>`
