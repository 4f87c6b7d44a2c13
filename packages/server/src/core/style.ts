import { Html } from './html.ts'

/** The colours of every page, light and dark. */
export const palette = `:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #17202e; --soft: #566275; --line: #d9dee6; --accent: #1d5fd1; --accent-ink: #fff; --warn: #8a4b00; --warn-paper: #fff4e2; --warn-line: #ecc68a; }
@media (prefers-color-scheme: dark) { :root { --paper: #10151d; --card: #19212c; --ink: #e8edf4; --soft: #a3afc0; --line: #334051; --accent: #7db0ff; --accent-ink: #0b1522; --warn: #ffcf8a; --warn-paper: #33260f; --warn-line: #6b5020; } }`

/** The style sheet of the pages that a login passes through, inline, so that a page is one request. */
export const style = new Html(`
${palette}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: clamp(1rem, 6vh, 4rem) auto; padding: clamp(1.25rem, 4vw, 2rem); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 .25rem; font-size: 1.4rem; line-height: 1.25; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: .5rem 0; }
.soft { color: var(--soft); }
form + .soft { margin: 1.25rem 0 0; font-size: .9rem; }
main > :last-child { margin-bottom: 0; }
.note { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--warn-line); border-radius: .5rem; background: var(--warn-paper); color: var(--warn); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 1.25rem 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
li { margin: .25rem 0; }
label { display: flex; gap: .6rem; align-items: flex-start; }
input[type=checkbox], input[type=radio] { flex: none; width: 1.1rem; height: 1.1rem; margin-top: .2rem; accent-color: var(--accent); }
form > label { margin-top: 1rem; font-weight: 600; }
label + input { display: block; width: 100%; margin: .35rem 0 .5rem; padding: .6rem .9rem; font: 600 1.4rem/1.4 ui-monospace, monospace; letter-spacing: .1em; text-transform: uppercase; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; }
[role=alert]::first-letter { text-transform: uppercase; }
.code { display: block; margin: .25rem 0; font-size: 1.6rem; font-weight: 600; letter-spacing: .1em; }
fieldset { margin: 1.5rem 0 0; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .5rem; font-weight: 600; }
fieldset label { margin: .25rem 0; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
button { flex: 1 1 8rem; padding: .7rem 1.25rem; font: inherit; font-weight: 600; border-radius: .5rem; border: 1px solid var(--line); background: transparent; color: var(--ink); cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 24rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
`)
