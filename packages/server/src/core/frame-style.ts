import { palette } from './style.ts'

/** Colours, type, the frame of a page, and what occurs on many pages. */
export const frameStyle = `
${palette}
:root {
  --tint: #eef1f6; --deep: #0f1826; --shadow: 0 1px 2px rgb(23 32 46 / .05), 0 4px 16px rgb(23 32 46 / .05);
  --fail: #ab1f18; --fail-paper: #fdecea; --pass: #14653f; --pass-paper: #e4f4eb; --info: #1a54ba; --info-paper: #e8f0fd;
  --legacy: #6a3c9f; --legacy-paper: #f3ebfc; --inconclusive: #556173; --inconclusive-paper: #eef1f5;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --tint: #202a37; --deep: #0b0f15; --shadow: 0 1px 2px rgb(0 0 0 / .3);
    --fail: #ff9f96; --fail-paper: #3f1d1b; --pass: #7fd9a6; --pass-paper: #14321f; --info: #9cc5ff; --info-paper: #172c4d;
    --legacy: #d2b4ff; --legacy-paper: #2e2245; --inconclusive: #a8b4c5; --inconclusive-paper: #242e3b;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { flex: 1; width: 100%; max-width: 92rem; margin: 0 auto; padding: clamp(1.25rem, 3vw, 2.5rem) clamp(1rem, 3vw, 2.5rem) 4rem; }
main:focus { outline: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .12em; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.25rem); font-weight: 680; letter-spacing: -.02em; }
h2 { margin: 0; font-size: 1.2rem; font-weight: 650; letter-spacing: -.01em; }
h3 { margin: 0; font-size: 1rem; font-weight: 650; }
p { margin: .5rem 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
code, pre, .mono { font-family: var(--mono); font-size: .875em; }
code { overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
.shapes { position: absolute; }
.skip { position: absolute; left: 1rem; top: -5rem; z-index: 9; padding: .6rem 1rem; background: var(--card); border-radius: 0 0 .5rem .5rem; }
.skip:focus { top: 0; }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 2rem; padding: .7rem clamp(1rem, 3vw, 2.5rem); background: var(--card); border-bottom: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: .6rem; color: var(--ink); font-weight: 650; letter-spacing: -.01em; text-decoration: none; }
.logo { flex: none; }
.top ul { display: flex; flex-wrap: wrap; gap: .15rem; margin-left: -.7rem; }
.top li a { display: block; padding: .35rem .7rem; border-radius: .5rem; color: var(--soft); font-size: .95rem; text-decoration: none; }
.top li a:hover { background: var(--tint); color: var(--ink); }
.top li a[aria-current] { background: var(--tint); color: var(--ink); font-weight: 600; }
.foot { padding: 1rem clamp(1rem, 3vw, 2.5rem); border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
.foot p { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; max-width: 87rem; margin: 0 auto; }
.head { margin-bottom: 1.75rem; }
.head > p { max-width: 46rem; margin: .5rem 0 0; color: var(--soft); }
.crumbs { display: flex; flex-wrap: wrap; gap: .25rem .5rem; margin: 0 0 .75rem; font-size: .9rem; color: var(--soft); }
.crumbs li + li::before { content: "/"; margin-right: .5rem; color: var(--line); }
.card { padding: clamp(1rem, 2vw, 1.5rem); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); }
.card > :last-child { margin-bottom: 0; }
.sign { flex: none; width: .8em; height: .8em; fill: none; stroke: currentColor; stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
.mark { display: inline-flex; align-items: center; gap: .35em; padding: .1em .55em; border-radius: .4em; font-size: .8125rem; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; text-decoration: none; }
.marks { display: flex; flex-wrap: wrap; gap: .35rem; align-content: start; align-items: start; }
.fail { color: var(--fail); background: var(--fail-paper); }
.warn { color: var(--warn); background: var(--warn-paper); }
.pass { color: var(--pass); background: var(--pass-paper); }
.info { color: var(--info); background: var(--info-paper); }
.legacy { color: var(--legacy); background: var(--legacy-paper); }
.inconclusive { color: var(--inconclusive); background: var(--inconclusive-paper); }
.chip { display: inline-block; padding: .05em .5em; border: 1px solid var(--line); border-radius: .4em; color: var(--soft); font-size: .8125rem; white-space: nowrap; }
.level { font-size: .75rem; font-weight: 650; letter-spacing: .03em; color: var(--soft); white-space: nowrap; }
button, .button, select, input { font: inherit; color: inherit; }
button, .button { display: inline-block; padding: .4rem .9rem; line-height: 1.5; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); color: var(--ink); font-size: .9rem; font-weight: 600; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { border-color: var(--accent); }
select, input { height: 2.35rem; padding: .3rem .6rem; border: 1px solid var(--soft); border-radius: .5rem; background: var(--card); font-size: .9rem; }
.filter { display: flex; flex-wrap: wrap; align-items: end; gap: .75rem; margin: 0 0 1.5rem; }
.filter label { display: grid; gap: .2rem; color: var(--soft); font-size: .8125rem; }
.filter > a { padding: .45rem 0; }
.filter .wide { flex: 1 1 14rem; }
.filter .wide input { width: 100%; }
details > summary { cursor: pointer; }
main > p[role=status] { margin: 0 0 1.5rem; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; margin: .75rem 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.facts.inline { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.facts.inline > div { display: flex; gap: .4rem; }
[role=alert]::first-letter { text-transform: uppercase; } .problem { color: var(--fail); font-weight: 600; }
.narrow { max-width: 34rem; }
.login { display: grid; gap: .6rem; justify-items: start; } .login label { font-weight: 600; } .login input { width: 100%; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.scroll { position: relative; overflow-x: auto; }
.empty h2 { color: var(--ink); font-size: 1.35rem; }
.empty { padding: 3rem 1.5rem; text-align: center; border: 1px dashed var(--line); border-radius: .75rem; color: var(--soft); }
@media (max-width: 30rem) { dl.facts:not(.inline) { grid-template-columns: 1fr; gap: 0; } dl.facts:not(.inline) dd { margin-bottom: .5rem; } }
@media (prefers-reduced-motion: no-preference) { .live-dot { animation: breathe 2s ease-in-out infinite; } @keyframes breathe { 50% { opacity: .35; } } .fresh { animation: fresh 1.6s ease-out; } @keyframes fresh { from { background-color: var(--info-paper); } } }
@media print { .top, .foot, .skip, .filter { display: none; } }
`
