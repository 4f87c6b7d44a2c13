/** Tables: verdicts, the catalogue, records. */
export const tables = `
.summary { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1.25rem; }
.summary a { display: flex; align-items: center; gap: .5rem; padding: .5rem .9rem; border: 1px solid transparent; border-radius: .6rem; text-decoration: none; font-size: .9rem; }
.summary a b { font-size: 1.2rem; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.summary a:hover { border-color: currentColor; }
.summary a[aria-current] { border-color: currentColor; box-shadow: inset 0 0 0 1px currentColor; }
.summary a.all { color: var(--ink); background: var(--tint); }
.topic { margin-bottom: 2rem; }
.topic > .section-head { margin-bottom: .5rem; }
.topic h2 code { margin-right: .5rem; color: var(--soft); font-weight: 500; }
.matrix tbody th { min-width: 15rem; }
.verdicts { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); }
.verdicts th { padding: .5rem .9rem; text-align: left; font-size: .75rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
.verdicts td, .verdicts tbody th { padding: .75rem .9rem; vertical-align: top; text-align: left; font-weight: 400; font-size: 1rem; color: var(--ink); border-bottom: 1px solid var(--line); }
.verdicts tbody tr:last-child > * { border-bottom: 0; }
.verdicts thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .verdicts { position: relative; table-layout: fixed; }
.verdicts .o { width: 9rem; } .verdicts .l { width: 12rem; } .verdicts .e { width: 8rem; } .verdicts td.where { white-space: nowrap; } .where .level { margin-right: .5rem; }
.verdicts .title { display: inline-block; font-weight: 600; } .verdicts .title::first-letter { text-transform: uppercase; }
.verdicts .title code { margin-right: .4rem; font-weight: 500; color: var(--soft); }
.verdicts .note { margin: .2rem 0 0; overflow-wrap: anywhere; }
.verdicts .quiet .title { font-weight: 500; color: var(--soft); } .verdicts .quiet .note { color: var(--soft); font-size: .9rem; }
.evidence { display: flex; flex-wrap: wrap; gap: .25rem .5rem; font-size: .875rem; }
.more { margin-top: .4rem; font-size: .9rem; }
.more > summary { color: var(--accent); width: fit-content; }
.more dl { margin: .5rem 0 0; padding: .75rem 1rem; border-left: 3px solid var(--line); }
.more dt { font-size: .8125rem; font-weight: 650; color: var(--soft); }
.more dd { margin: 0 0 .6rem; } .more dd:last-child { margin: 0; }
.unseen { margin-top: .6rem; }
.unseen > summary { width: fit-content; color: var(--soft); font-size: .9rem; }
.unseen .verdicts { margin-top: .6rem; }
@media (max-width: 44rem) {
  .stack, .stack tbody, .stack tr, .stack td, .stack tbody th { display: block; width: auto !important; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { padding: .75rem .9rem; border-bottom: 1px solid var(--line); } .stack tbody tr:last-child { border-bottom: 0; }
  .stack td, .stack tbody th { padding: .15rem 0; border: 0; }
  .stack td.where, .stack td.proof { display: inline-block; margin-right: 1rem; } .stack td.where br { display: none; }
  .matrix tbody th { min-width: 9.5rem; }
}
.plain { width: 100%; border-collapse: separate; border-spacing: 0; font-size: .9rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.scroll > .plain { min-width: 56rem; } .scroll > .matrix { min-width: 0; }
.plain caption { padding: .2rem 0 .6rem; text-align: left; color: var(--soft); font-size: .9rem; }
.plain th, .plain td { padding: .6rem .9rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
.plain thead th { font-size: .75rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
.plain tbody th { font-weight: 600; overflow-wrap: anywhere; }
.plain tbody tr:last-child > * { border-bottom: 0; }
.plain td { overflow-wrap: anywhere; } .plain th code { font-weight: 400; } .plain time { white-space: nowrap; }
.matrix td.cell { padding: .45rem .35rem; text-align: center; } .matrix thead th.flow-col { text-align: center; padding: .5rem .35rem; white-space: normal; }
.matrix .dot { display: inline-grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: .4rem; font-size: .95rem; }
.matrix .group th { padding: 1.25rem .9rem .5rem; background: var(--tint); font-size: .9rem; } .matrix .group code { color: var(--soft); font-weight: 500; margin-right: .35rem; }
.matrix .inconclusive { background: none; opacity: .7; }
.matrix .none { color: var(--line); }
.matrix tbody th { font-weight: 500; } .matrix tbody th a { font-weight: 400; }
.matrix tbody th p { margin: .15rem 0 0; color: var(--soft); font-weight: 400; font-size: .875rem; }
.catalogue { display: grid; gap: .1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); overflow: hidden; }
.catalogue li { display: grid; grid-template-columns: 7.5rem 6.5rem minmax(0, 1fr); gap: .25rem 1rem; padding: .7rem 1.1rem; border-bottom: 1px solid var(--line); align-items: baseline; }
.catalogue li:last-child { border-bottom: 0; }
.catalogue code { font-weight: 600; }
@media (max-width: 44rem) { .catalogue li { grid-template-columns: max-content 1fr; } .catalogue li p { grid-column: 1 / -1; } }
.catalogue p { margin: 0; }
.requirement { display: grid; gap: 2rem; } @media (min-width: 68rem) { .requirement { grid-template-columns: minmax(0, 1fr) 26rem; align-items: start; } }
.requirement section + section { margin-top: 2rem; } .requirement h2 { margin-bottom: .6rem; } .requirement .card h2 { font-size: 1rem; } .requirement .card h2:not(:first-child) { margin-top: 1.75rem; } .requirement .card .headers th { width: 9rem; }
.head > .lead { max-width: 52rem; color: var(--ink); font-size: 1.2rem; line-height: 1.5; }
.guidance p { max-width: 46rem; font-size: 1.05rem; }
.clauses li { padding: .35rem 0; }
`
