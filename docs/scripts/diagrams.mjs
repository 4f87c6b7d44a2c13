// Draws the diagrams: each `.mmd` becomes an `.svg` beside it, in the colours of whatever page it stands on. Needs Chromium, and is run by hand.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

const folder = join(import.meta.dirname, '../diagrams')

/** Colours that stand for those of the page until it is drawn. */
const STANDINS = {
  '#010203': 'var(--ink)',
  '#020304': 'var(--soft)',
  '#030405': 'var(--line)',
  '#040506': 'var(--card)',
  '#050607': 'var(--tint)',
  '#060708': 'var(--accent)',
  '#070809': 'var(--warn-paper)',
  '#08090a': 'var(--warn)',
}
const [ink, soft, line, card, tint, accent, notePaper, note] = Object.keys(STANDINS)

const themeVariables = {
  fontFamily: 'inherit',
  fontSize: '15px',
  background: card,
  primaryColor: tint,
  primaryTextColor: ink,
  primaryBorderColor: soft,
  secondaryColor: card,
  secondaryTextColor: ink,
  secondaryBorderColor: line,
  tertiaryColor: card,
  tertiaryTextColor: ink,
  tertiaryBorderColor: line,
  lineColor: soft,
  textColor: ink,
  mainBkg: tint,
  nodeBorder: soft,
  clusterBkg: card,
  clusterBorder: line,
  titleColor: ink,
  edgeLabelBackground: card,
  nodeTextColor: ink,
  actorBkg: tint,
  actorBorder: soft,
  actorTextColor: ink,
  actorLineColor: line,
  signalColor: ink,
  signalTextColor: ink,
  labelBoxBkgColor: tint,
  labelBoxBorderColor: line,
  labelTextColor: ink,
  loopTextColor: soft,
  noteBkgColor: notePaper,
  noteBorderColor: line,
  noteTextColor: note,
  activationBkgColor: accent,
  activationBorderColor: accent,
  sequenceNumberColor: card,
}

const mermaid = join(dirname(createRequire(import.meta.url).resolve('mermaid/package.json')), 'dist/mermaid.min.js')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const page = await browser.newPage()
await page.setContent('<body style="font-family: system-ui, sans-serif"></body>')
await page.addScriptTag({ path: mermaid })
for (const file of globSync(`${folder}/*.mmd`)) {
  const name = basename(file, '.mmd')
  const source = readFileSync(file, 'utf8')
  const drawn = await page.evaluate(
    async ([id, text, variables]) => {
      window.mermaid.initialize({
        startOnLoad: false,
        theme: 'base',
        themeVariables: variables,
        htmlLabels: false,
        deterministicIds: true,
        deterministicIDSeed: id,
        flowchart: { htmlLabels: false, curve: 'basis', padding: 14, wrappingWidth: 340 },
        sequence: { mirrorActors: false, actorMargin: 40, messageMargin: 34, wrap: false, useMaxWidth: true },
      })
      document.body.innerHTML = (await window.mermaid.render(`diagram-${id}`, text)).svg
      const svg = document.querySelector('svg')
      const style = svg.querySelector('style')
      const used = [...style.sheet.cssRules].filter(
        ({ selectorText }) => selectorText && svg.parentNode.querySelector(selectorText),
      )
      style.textContent = used.map(({ cssText }) => cssText).join('\n')
      for (const each of svg.querySelectorAll('symbol, marker, filter, linearGradient')) {
        if (!new XMLSerializer().serializeToString(svg).includes(`#${each.id}`)) each.remove()
      }
      svg.removeAttribute('role')
      svg.removeAttribute('aria-roledescription')
      return new XMLSerializer().serializeToString(svg)
    },
    [name, source, themeVariables],
  )
  let svg = drawn
  for (const [standin, variable] of Object.entries(STANDINS)) {
    // The browser writes colours of rules in its own way.
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(standin.slice(at, at + 2), 16))
    svg = svg.replaceAll(new RegExp(`${standin}|rgb\\(${red}, ${green}, ${blue}\\)`, 'gi'), variable)
  }
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 16)
  writeFileSync(join(folder, `${name}.svg`), `<!-- drawn from ${name}.mmd ${hash} by npm run diagrams -->\n${svg}\n`)
  console.log(`${name}.svg ${svg.length} bytes`)
}
await browser.close()
