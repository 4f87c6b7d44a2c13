const LANES = [0, 1, 2, 3, 4, 5]

/** One flow: its sequence, and what is behind an arrow. Lanes are halves of columns, so that an arrow runs from centre to centre. */
export const flow = `
.flow-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem 2rem; margin-bottom: 1.25rem; }
.flow-head .version { color: var(--soft); font-weight: 400; }
.flow-head .facts { margin: .6rem 0 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
.doubt { margin: 0 0 1rem; padding: .6rem .9rem; border: 1px solid var(--warn-line); border-radius: .5rem; background: var(--warn-paper); color: var(--warn); font-size: .9rem; max-width: 60rem; }
.tabs { display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: end; margin-bottom: 1.5rem; border-bottom: 1px solid var(--line); }
.tabs li a { display: flex; gap: .5rem; align-items: center; padding: .5rem 0; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; margin-bottom: -1px; }
.tabs li a:hover { color: var(--ink); }
.tabs li a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
.tabs .exports a { padding: 0; border: 0; margin: 0; color: var(--accent); text-decoration: underline; }
.tabs .exports { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-left: auto; padding: .5rem 0; font-size: .875rem; color: var(--soft); }
.split { display: grid; gap: 2rem; }
@media (min-width: 72rem) { .split { grid-template-columns: minmax(0, 1fr) minmax(24rem, 34rem); align-items: start; } .side { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; } }
.sequence { padding: 0; overflow: hidden; }
.actors { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); position: sticky; top: 0; z-index: 2; padding: .9rem 0 .7rem; background: var(--card); border-bottom: 1px solid var(--line); }
.actors li { padding: 0 .35rem; text-align: center; font-size: .875rem; font-weight: 650; line-height: 1.25; }
.actors svg { display: block; width: 1.4rem; height: 1.4rem; margin: 0 auto .25rem; fill: none; stroke: var(--soft); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.phase { padding: 0 0 .6rem; }
.phase + .phase { border-top: 1px solid var(--line); }
.phase > h2 { position: relative; z-index: 1; display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 1.25rem; background: var(--tint); font-size: .8125rem; font-weight: 650; letter-spacing: .02em; }
.phase > h2 span { color: var(--soft); font-weight: 400; }
.lanes { background: linear-gradient(to right, transparent calc(50% - .5px), var(--line) calc(50% - .5px), var(--line) calc(50% + .5px), transparent calc(50% + .5px)) 0 0 repeat-x; padding: .4rem 0; }
.of-2 .lanes { background-size: 50% 100%; } .of-3 .lanes { background-size: 33.3333% 100%; } .of-4 .lanes { background-size: 25% 100%; } .of-5 .lanes { background-size: 20% 100%; } .of-6 .lanes { background-size: 16.6667% 100%; }
.step { display: grid; position: relative; padding: .5rem 0 .6rem; color: inherit; text-decoration: none; border-left: 3px solid transparent; border-right: 3px solid transparent; margin: 0 -3px; }
.of-2 .step { grid-template-columns: repeat(4, minmax(0, 1fr)); } .of-3 .step { grid-template-columns: repeat(6, minmax(0, 1fr)); } .of-4 .step { grid-template-columns: repeat(8, minmax(0, 1fr)); } .of-5 .step { grid-template-columns: repeat(10, minmax(0, 1fr)); } .of-6 .step { grid-template-columns: repeat(12, minmax(0, 1fr)); }
a.step:hover { background: color-mix(in srgb, var(--accent) 7%, transparent); }
a.step[aria-current] { background: color-mix(in srgb, var(--accent) 12%, transparent); border-left-color: var(--accent); }
a.step:focus-visible { outline-offset: -3px; }
.step .label { grid-row: 1; width: fit-content; max-width: 100%; padding: 0 .5rem; background: var(--card); border-radius: .3rem; font-size: .8125rem; line-height: 1.6; }
a.step:hover .label { background: color-mix(in srgb, var(--accent) 7%, var(--card)); }
a.step[aria-current] .label { background: color-mix(in srgb, var(--accent) 12%, var(--card)); }
.step .mark.pass { background: none; padding: 0 .2em; font-weight: 500; }
.step .mark { padding: 0 .5em; margin-left: .3rem; vertical-align: middle; } .step .status { margin-left: .2rem; }
.step .number { margin-right: .5rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.step .method { font-weight: 650; }
.step code { font-size: .8125rem; }
.status { padding: 0 .4em; border-radius: .3em; font-weight: 650; font-variant-numeric: tabular-nums; background: var(--tint); }
.status.s4, .status.s5 { color: var(--fail); background: var(--fail-paper); }
.status.s401 { color: var(--warn); background: var(--warn-paper); }
.status.s2 { color: var(--pass); background: var(--pass-paper); }
.step .line { grid-row: 2; position: relative; height: .7rem; color: var(--ink); }
.step .line::before { content: ""; position: absolute; left: 0; right: 0; top: .35rem; border-top: 1.5px solid currentColor; }
.step .line::after { content: ""; position: absolute; top: .08rem; border: .3rem solid transparent; }
.step.right .line::after { right: 0; border-left: .5rem solid currentColor; border-right: 0; }
.step.left .line::after { left: 0; border-right: .5rem solid currentColor; border-left: 0; }
.step.unsure .line::before { border-top-style: dashed; }
.step.bad .line { color: var(--fail); }
.step .said { grid-row: 3; width: fit-content; max-width: 100%; padding: 0 .5rem; background: var(--card); color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; }
a.step[aria-current] .said { background: color-mix(in srgb, var(--accent) 12%, var(--card)); }
${LANES.flatMap((from) => LANES.filter((to) => to > from).map((to) => `.l${from}-${to} .line { grid-column: ${2 * from + 2} / ${2 * to + 2}; }`)).join('\n')}
${LANES.map((from) => `.at-${from} .label, .at-${from} .said { grid-column: ${2 * from + 2} / -1; margin-left: .35rem; }`).join('\n')}
.gap { padding: .4rem 1.25rem; color: var(--soft); font-size: .875rem; font-style: italic; }
@media (max-width: 44rem) {
  .actors li { padding: 0 .15rem; font-size: .65rem; }
  .step .label, .step .said { grid-column: 1 / -1 !important; margin-left: .75rem; margin-right: .75rem; }
  .step code { font-size: .78rem; }
}
.side h2 { font-size: 1.05rem; overflow-wrap: anywhere; }
.side .nav { display: flex; justify-content: space-between; gap: 1rem; margin-bottom: .75rem; font-size: .875rem; }
.side section, .side details { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.side details > summary { font-weight: 650; }
.side h3 { font-size: .95rem; }
.headers { width: 100%; margin: .5rem 0; border-collapse: collapse; font-size: .8125rem; }
.headers th { padding: .2rem .75rem .2rem 0; text-align: left; vertical-align: top; font-weight: 500; color: var(--soft); white-space: nowrap; }
.headers td { padding: .2rem 0; font-family: var(--mono); font-size: .78rem; overflow-wrap: anywhere; }
.headers caption { text-align: left; font-weight: 600; font-size: .8125rem; }
pre.body { margin: .5rem 0; padding: .75rem 1rem; max-height: 24rem; overflow: auto; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; font-size: .78rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
.finding { margin: .9rem 0 0; padding: .1rem 0 .1rem 1rem; background: none; border-left: 4px solid currentColor; }
.finding p { margin: .35rem 0 0; color: var(--ink); font-size: .9rem; }
.finding .title { display: flex; gap: .4rem; font-weight: 650; font-size: .8125rem; color: inherit; }
.finding .more { color: var(--ink); }
.finding .title { align-items: center; text-transform: capitalize; } .finding .rule { font-weight: 600; font-size: .95rem; }
.side .finding .more { margin: .35rem 0 0; padding: 0; border: 0; } .side .finding .more > summary { font-weight: 500; }
.passed { margin: .75rem 0 0; } .passed li { display: flex; gap: .6rem; align-items: baseline; padding: .25rem 0; font-size: .875rem; }
.first-line { margin: .5rem 0; overflow-wrap: anywhere; } .first-line code { font-weight: 600; }
.events dl { margin: .15rem 0 0; } .events dl div { display: flex; gap: .5rem; } .events dt { color: var(--soft); flex: none; } .events dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.events li { padding: .3rem 0; font-size: .8125rem; }
.events code { font-weight: 600; }
`
