/** What the pages about the API have besides the style of every page with navigation. */
export const referenceStyle = `
.prose { max-width: 62rem; }
.prose > * + * { margin-top: 1.5rem; }
.warnings { display: grid; gap: .5rem; }
.warnings li { padding: .7rem 1rem; border: 1px solid var(--warn-line); border-radius: .5rem; background: var(--warn-paper); color: var(--warn); }
.warnings a { color: inherit; }
.came { width: 100%; border-collapse: collapse; }
.came th, .came td { padding: .7rem .9rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
.came thead th { border: 0; color: var(--soft); font-size: .85rem; font-weight: 600; }
.came td:nth-child(2) { min-width: 12rem; }
.came code { overflow-wrap: anywhere; }
.came th code { white-space: nowrap; }
.command { margin: .5rem 0; padding: .9rem 1rem; border-radius: .5rem; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
.card h2 + p, .card h3 + p { margin-top: .35rem; }
.card h3 { margin-top: 1.25rem; }
@media (max-width: 40rem) { .came thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .came, .came tbody, .came tr, .came th, .came td { display: block; } .came th, .came td { padding: .15rem 0; border: 0; } .came tr { padding: .7rem 0; border-top: 1px solid var(--line); } }
.reading { max-width: none; padding: 0; }
.reading > noscript, .reading > .bar { display: block; padding: 1rem clamp(1rem, 3vw, 2.5rem); }
`

/** Makes Swagger UI fit the page around it. */
export const docsStyle = `
.swagger-ui { font-size: 1rem; }
.swagger-ui .wrapper { max-width: 92rem; padding: 0 clamp(1rem, 3vw, 2.5rem); }
.swagger-ui .info { margin: 1.75rem 0; color: inherit; background: none; }
html.dark-mode body { background: var(--paper); }
html.dark-mode .swagger-ui .scheme-container { background: var(--card); }
.swagger-ui .info hgroup.main a { display: none; }
.bar p { margin: 0; }
.bar [aria-current] { color: var(--ink); font-weight: 600; border-color: var(--accent); }
`

/** The same for ReDoc, whose menu fills the height of the window. */
export const redocStyle = `
#redoc { background: var(--card); }
#redoc .react-tabs__tab--selected { color: #17202e; }
#redoc pre { white-space: pre-wrap; overflow-wrap: anywhere; }
#redoc .api-content h5 { color: var(--soft); }
#redoc .api-content h5 span { color: var(--ink); }
#redoc .api-content th { background: var(--tint); }
#redoc .api-content :has(> h5) svg polygon { fill: var(--soft); }
@media (prefers-color-scheme: dark) { #redoc .api-content :has(> button + button) > button:not(.react-tabs__tab-panel button) { color: var(--accent-ink); } }
`
