import { Html } from '../core/html.ts'

/** How the report looks: it travels alone, and so brings all of its style. */
export const reportStyle = new Html(`
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #17202e; --soft: #566275; --line: #d9dee6; --link: #1d5fd1; --fail: #b3261e; --warn: #8a4b00; --pass: #1a6b3c; --info: #1d5fd1; }
@media (prefers-color-scheme: dark) { :root { --paper: #10151d; --card: #19212c; --ink: #e8edf4; --soft: #a3afc0; --line: #334051; --link: #7db0ff; --fail: #ff9d94; --warn: #ffcf8a; --pass: #7bdca4; --info: #7db0ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: clamp(1rem, 4vw, 3rem); }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: clamp(1rem, 3vw, 1.75rem); margin: 1.5rem 0; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .9rem; font-weight: normal; }
a { color: var(--link); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: .75rem 0; padding: 0; }
.counts li, .mark { border: 1px solid currentColor; border-radius: 1rem; padding: .1rem .7rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.fail .mark, .counts .fail { color: var(--fail); }
.warn .mark, .counts .warn { color: var(--warn); }
.pass .mark, .counts .pass { color: var(--pass); }
.info .mark, .legacy .mark, .counts .info, .counts .legacy { color: var(--info); }
.inconclusive .mark, .counts .inconclusive { color: var(--soft); }
article { border: 1px solid var(--line); border-left: .3rem solid var(--edge); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
article.fail { --edge: var(--fail); }
article.warn { --edge: var(--warn); }
article.info, article.legacy { --edge: var(--info); }
article p, dd { max-width: 50rem; }
h3 { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; font-size: 1rem; margin: 0; }
.note { font-size: 1.05rem; font-weight: 600; margin: .5rem 0 .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: .5rem 0 0; }
dt { color: var(--soft); font-size: .9rem; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); }
th[scope=row] { white-space: nowrap; }
tr.pass th[scope=row] { color: var(--pass); }
ul { margin: 0; padding-left: 1.1rem; }
dd ul { list-style: none; padding: 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: .1rem; } dt:not(:first-child) { margin-top: .5rem; } }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media print { article { break-inside: avoid; } body { background: none; } section { border: 0; padding: 0; } }
`)
