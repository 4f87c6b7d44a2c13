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
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 32rem; }
caption { text-align: left; color: var(--soft); font-size: .9rem; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .6rem .75rem; border-top: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); }
th[scope=row] { white-space: nowrap; }
ul { margin: .25rem 0; padding-left: 1.1rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media print { body { background: none; } section { border: 0; padding: 0; } }
`)
