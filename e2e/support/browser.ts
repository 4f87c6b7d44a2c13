import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's name, then what other systems call it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const

/** A headless browser that talks to this machine only. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path))
  if (executablePath === undefined) {
    throw new Error(`no Chromium at ${PLACES.join(' or ')}: on Debian, apt-get install chromium`)
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
