import { asset } from '../core/asset.ts'

/** Where the console's only script is. */
export const SCRIPT_PATH = '/console/live.js'

/** Follows what happens and shows it in place, and copies texts; a page is complete without it. */
const text = `const news = document.getElementById('news')
const main = () => document.getElementById('main')
let busy = false
let again = false

async function show(url, { moved = false } = {}) {
  const response = await fetch(url, { headers: { accept: 'text/html' }, credentials: 'same-origin' })
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const next = page.getElementById('main')
  if (next === null) return void location.assign(url)
  const old = main()
  const before = new Set([...old.querySelectorAll('.flow, .step')].map(({ id }) => id))
  const open = new Map([...old.querySelectorAll('details')].map((each) => [nameOf(each), each.open]))
  const focused = old.contains(document.activeElement) ? pathTo(document.activeElement) : undefined
  const scrolled = old.querySelector('.side')?.scrollTop ?? 0
  old.replaceWith(document.adoptNode(next))
  document.title = page.title
  ready()
  if (moved) return
  for (const each of next.querySelectorAll('details')) if (open.has(nameOf(each))) each.open = open.get(nameOf(each))
  for (const each of next.querySelectorAll('.flow, .step')) if (!before.has(each.id)) each.classList.add('fresh')
  const side = next.querySelector('.side')
  if (side !== null) side.scrollTop = scrolled
  if (focused !== undefined) find(focused)?.focus({ preventScroll: true })
  const status = next.querySelector('[role=status]')?.textContent
  if (status && news.textContent !== status) news.textContent = status
}

function nameOf(details) {
  return details.querySelector('summary')?.textContent
}

function pathTo(element) {
  return element.id ? { id: element.id } : { tag: element.tagName, href: element.getAttribute('href'), name: element.getAttribute('name'), text: element.textContent }
}

function find({ id, tag, href, name, text }) {
  if (id !== undefined) return document.getElementById(id)
  return [...main().querySelectorAll(tag)].find((each) => each.getAttribute('href') === href && each.getAttribute('name') === name && (name !== null || each.textContent === text))
}

async function refresh() {
  if (busy) return void (again = true)
  busy = true
  do {
    again = false
    await new Promise((resolve) => setTimeout(resolve, 150))
    const editing = document.activeElement?.closest('form') !== null && document.activeElement !== document.body
    if (!editing) await show(location.href).catch(() => undefined)
  } while (again)
  busy = false
}

function ready() {
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = navigator.clipboard === undefined
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (button !== null) {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.firstChild.data = 'Copied'
    news.textContent = 'Copied'
    setTimeout(() => { button.firstChild.data = 'Copy' }, 1500)
    return
  }
  const link = event.target.closest('.split a[href*="?at="]')
  if (link === null || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  history.pushState(null, '', link.href)
  await showExchange()
})

async function showExchange() {
  const [x, y] = [scrollX, scrollY]
  await show(location.href, { moved: true })
  scrollTo(x, y)
  const panel = document.getElementById('exchange')
  panel?.focus({ preventScroll: true })
  if (panel !== null && panel.getBoundingClientRect().top > innerHeight * 0.7) panel.scrollIntoView()
}

addEventListener('popstate', () => void showExchange())

if (main().hasAttribute('data-live')) {
  const events = new EventSource('/debug/events')
  for (const name of ['http.exchanged', 'http.streamed', 'gap']) events.addEventListener(name, () => void refresh())
  addEventListener('pagehide', () => events.close())
}
ready()
`

/** The script of the console; the same for everybody. */
export const scriptEndpoint = asset(text, 'text/javascript; charset=utf-8')
