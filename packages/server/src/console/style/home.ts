/** The list of flows, and what to point a client at. */
export const home = `
.home { display: grid; gap: 2rem; }
@media (min-width: 68rem) { .home { grid-template-columns: minmax(0, 1fr) 28rem; align-items: start; } .home .connect { position: sticky; top: 1.5rem; } }
.surfaces { display: grid; gap: .9rem; margin: 1rem 0 1.25rem; }
.surfaces strong { display: block; font-size: .875rem; font-weight: 600; }
.copy { display: flex; align-items: stretch; margin-top: .3rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--paper); overflow: hidden; }
.copy code { flex: 1; min-width: 0; padding: .5rem .7rem; user-select: all; -webkit-user-select: all; font-size: .8rem; overflow-wrap: anywhere; }
.copy button { flex: none; padding: .4rem .7rem; border: 0; border-left: 1px solid var(--line); border-radius: 0; font-size: .8125rem; }
.connect h2 { margin-bottom: .35rem; }
.connect h3 { margin: 1.5rem 0 .35rem; font-size: .9rem; }
.connect .facts { font-size: .875rem; margin-bottom: 0; }
.flows { display: grid; gap: .75rem; }
.flow { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .4rem 1.5rem; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow); }
.flow:hover { border-color: var(--accent); }
.flow h3 { font-size: 1.05rem; }
.flow h3 a { color: inherit; text-decoration: none; }
.flow h3 a::after { content: ""; position: absolute; inset: 0; border-radius: .75rem; }
.flow h3 a:focus-visible { outline: none; }
.flow h3 a:focus-visible::after { outline: 3px solid var(--accent); outline-offset: 2px; }
.flow .version { color: var(--soft); font-weight: 400; }
.flow .meta { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.flow .marks { justify-content: flex-end; align-content: start; }
.flow .reached { grid-column: 1 / -1; }
.reached { display: flex; flex-wrap: wrap; gap: .3rem; margin-top: .35rem; font-size: .75rem; }
.reached li { flex: 1 1 0; min-width: 0; padding-top: .3rem; border-top: 4px solid var(--line); border-radius: 2px; color: var(--soft); }
.reached li.done { border-top-color: var(--accent); color: var(--ink); }
.reached li.stuck { border-top-color: var(--fail); }
.live-dot { display: inline-block; width: .55rem; height: .55rem; margin-right: .4rem; border-radius: 50%; background: var(--pass); }
.steps { counter-reset: step; display: grid; gap: .75rem; margin: 1.25rem auto 0; max-width: 34rem; text-align: left; }
.steps li { counter-increment: step; display: grid; grid-template-columns: 2rem 1fr; }
.steps li::before { content: counter(step); display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: 50%; background: var(--tint); color: var(--ink); font-size: .8125rem; font-weight: 650; }
.section-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1rem; margin-bottom: .9rem; }
.pager { display: flex; gap: .75rem; margin-top: 1.25rem; }
@media (max-width: 40rem) { .flow { grid-template-columns: 1fr; padding: .9rem 1rem; } .flow .marks { justify-content: flex-start; } }
`
