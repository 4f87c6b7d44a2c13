// What a reader with script gets besides: copying, colours, and search while typing. Every page is complete without it.
const root = document.documentElement
const base = new URL('.', document.currentScript.src).pathname
const said = document.getElementById('said')

for (const pre of document.querySelectorAll('figure.code:not(.output) pre')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(`${pre.textContent.trimEnd()}\n`)
    said.textContent = button.textContent = 'Copied'
    setTimeout(() => (button.textContent = 'Copy'), 1500)
  })
  if (navigator.clipboard !== undefined) pre.before(button)
}

const toggle = document.getElementById('theme')
toggle.hidden = false
toggle.addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = dark ? 'light' : 'dark'
  try {
    localStorage.setItem('theme', root.dataset.theme)
  } catch {}
})

const field = document.getElementById('search')
const found = document.getElementById('found')
let index

/** Titles count most, then what a page is about, then its text; every word must occur. */
function rank(entry, words) {
  let score = 0
  for (const word of words) {
    if (entry.t.toLowerCase().includes(word)) score += entry.t.toLowerCase().startsWith(word) ? 12 : 8
    else if (entry.d.toLowerCase().includes(word)) score += 3
    else if (entry.x?.toLowerCase().includes(word)) score += 1
    else return 0
  }
  return score
}

function search(text, most) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return index
    .map((entry) => ({ entry, score: rank(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ entry }) => entry)
}

function item({ t, d, u }) {
  const link = document.createElement('a')
  link.href = base + u
  const title = document.createElement('strong')
  title.textContent = t
  const about = document.createElement('span')
  about.textContent = d
  link.append(title, about)
  const row = document.createElement('li')
  row.append(link)
  return row
}

async function load() {
  index ??= await (await fetch(`${base}search.json`)).json()
}

field.addEventListener('focus', () => void load(), { once: true })
field.addEventListener('input', async () => {
  await load()
  const rows = search(field.value, 12)
  found.replaceChildren(...rows.map(item))
  found.hidden = field.value.trim() === ''
  said.textContent = found.hidden ? '' : `${rows.length === 12 ? 'at least 12' : rows.length} found`
})
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') found.hidden = true
  if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    event.preventDefault()
    field.focus()
  }
  const links = [...found.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement)
  if (event.key === 'ArrowDown' && !found.hidden && (at >= 0 || document.activeElement === field)) {
    event.preventDefault()
    links[Math.min(at + 1, links.length - 1)]?.focus()
  }
  if (event.key === 'ArrowUp' && at >= 0) {
    event.preventDefault()
    ;(links[at - 1] ?? field).focus()
  }
})
addEventListener('click', (event) => {
  if (!event.target.closest('.search')) found.hidden = true
})

// The page that the form leads to: its list of everything, narrowed to what was asked for.
const all = document.getElementById('everything')
const asked = new URLSearchParams(location.search).get('q')
if (all !== null && asked !== null && asked.trim() !== '') {
  field.value = asked
  void narrow()
}
async function narrow() {
  await load()
  const rows = search(asked, 200)
  all.replaceChildren(...rows.map(item))
  document.getElementById('results').textContent =
    rows.length === 0 ? `Nothing has all of “${asked}”.` : `${rows.length} for “${asked}”`
}
