import type { Context } from '../context.ts'
import { CliError, usageError } from '../errors.ts'
import { interruption } from '../http/exchange.ts'
import { type CallbackListener, type LoopbackRedirect, listenForCallback, parseLoopbackRedirect } from '../loopback.ts'
import type { Client } from '../oauth/client.ts'
import { remind } from '../terminal/reminder.ts'
import type { LoginChoices } from './flow.ts'
import { visit } from './visit.ts'

/** The line before the authorization URL; scripts look for it, so it never changes. */
export const URL_PREFIX = 'Open this URL to authorize:'

/** The way back from the browser: a listener, the user's clipboard, or both. */
export interface Callback {
  readonly redirectUri: string
  /** Shows the URL, waits for the response, and returns its code. */
  authorize(url: string, publicOnly: boolean): Promise<string>
  close(): Promise<void>
}

type Accept = (parameters: URLSearchParams) => string

/** Opens the way back before anything is registered, so that the redirect URI is known. */
export async function openCallback(
  context: Context,
  choices: LoginChoices,
  saved: Client | undefined,
  accept: Accept,
): Promise<Callback> {
  const { redirect, flexible } = chooseRedirect(choices, saved)
  if (redirect === undefined) return pasteOnly(context, choices, accept)
  const judge = (parameters: URLSearchParams): boolean => {
    try {
      return accept(parameters) !== ''
    } catch {
      return false // the command throws the same error in a moment; the page only says "not authorized"
    }
  }
  const listener = await listenForCallback(context.env, redirect, flexible, judge)
  return {
    redirectUri: listener.redirectUri,
    authorize: async (url, publicOnly) => {
      if (choices.headless) return accept(await visit(context, url, listener.redirectUri, publicOnly))
      context.say(`Waiting for the browser at ${listener.redirectUri}`)
      await show(context, choices, url)
      return accept(await firstResponse(context, listener, listener.redirectUri))
    },
    close: () => listener.close(),
  }
}

/**
 * The user's redirect URI; else 127.0.0.1 with the user's port; else the port the saved client is registered
 * with, if it is free, because not every server ignores the port (RFC 8252 §7.3); else any port.
 */
function chooseRedirect(
  { redirectUri, listenPort, client }: LoginChoices,
  saved: Client | undefined,
): { readonly redirect: LoopbackRedirect | undefined; readonly flexible: boolean } {
  if (redirectUri !== undefined) {
    const redirect = parseLoopbackRedirect(redirectUri)
    if (redirect === undefined) {
      if (!URL.canParse(redirectUri) || new URL(redirectUri).protocol !== 'https:') {
        throw usageError('--redirect-uri must be https, or http on 127.0.0.1, [::1] or localhost.')
      }
      if (listenPort !== undefined) throw usageError('--listen-port is for a --redirect-uri of this machine.')
      return { redirect: undefined, flexible: false }
    }
    if (listenPort !== undefined && redirect.port !== undefined && redirect.port !== listenPort) {
      throw usageError(`--redirect-uri says port ${redirect.port}, --listen-port says ${listenPort}.`)
    }
    return { redirect: { ...redirect, port: redirect.port ?? listenPort }, flexible: false }
  }
  const registered = client.clientId === undefined && !client.register ? saved?.redirectUri : undefined
  const previous = registered === undefined ? undefined : parseLoopbackRedirect(registered)
  if (listenPort === undefined && previous !== undefined) return { redirect: previous, flexible: true }
  return { redirect: { hostname: '127.0.0.1', port: listenPort, path: '/callback' }, flexible: false }
}

/** A redirect URI on another machine: nothing can listen, so the user brings the answer. */
function pasteOnly(context: Context, choices: LoginChoices, accept: Accept): Callback {
  const redirectUri = choices.redirectUri ?? ''
  if (!context.env.stdin.isTTY) {
    throw new CliError(
      'unauthorized',
      `${redirectUri} is not on this machine, and nobody is here to paste the callback URL.`,
      {
        hint: 'Run it in a terminal, or use a --redirect-uri on 127.0.0.1.',
      },
    )
  }
  return {
    redirectUri,
    authorize: async (url) => {
      await show(context, choices, url)
      return accept(await firstResponse(context, undefined, redirectUri))
    },
    close: async () => undefined,
  }
}

async function show(context: Context, choices: LoginChoices, url: string): Promise<void> {
  context.say(`${URL_PREFIX}\n${url}`)
  if (!choices.openBrowser) return
  try {
    await context.env.openBrowser(url)
  } catch {
    context.notice('The browser could not be opened; open the URL yourself.')
  }
}

/** Whichever comes first: a callback, a pasted URL, the end of the user's patience, an interruption. */
async function firstResponse(
  context: Context,
  listener: CallbackListener | undefined,
  redirectUri: string,
): Promise<URLSearchParams> {
  const { env, userTimeout } = context
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, env.interrupted])
  const ways: Promise<URLSearchParams>[] = [waitTooLong(context, signal, userTimeout)]
  void remind(context, 'the browser', userTimeout, signal)
  if (listener !== undefined) ways.push(listener.callback)
  if (env.stdin.isTTY) {
    context.say('Paste the URL the browser ended at and press Enter, if it cannot come back here by itself.')
    ways.push(pasted(context, redirectUri, signal))
  }
  try {
    return await Promise.race(ways)
  } finally {
    over.abort()
  }
}

async function waitTooLong(context: Context, signal: AbortSignal, limit: number): Promise<never> {
  await context.env.sleep(limit, signal)
  if (context.env.interrupted.aborted) throw interruption()
  throw new CliError('unauthorized', `Nobody authorized within ${limit / 1000} s.`, {
    hint: '--timeout SECONDS waits longer. If the browser said that the client is unknown, add --register.',
  })
}

/** Reads lines until one is the callback URL; the end of the input only means that nobody will paste. */
async function pasted(context: Context, redirectUri: string, signal: AbortSignal): Promise<URLSearchParams> {
  for (;;) {
    const line = (await context.env.stdin.line(signal))?.trim()
    if (line === undefined) return new Promise(() => undefined)
    if (line === '') continue
    const mark = line.indexOf('?')
    if (mark !== -1 && line.slice(0, mark) === redirectUri)
      return new URLSearchParams(line.slice(mark + 1).split('#', 1)[0])
    context.say(`That is not it: the URL begins with ${redirectUri}?`)
  }
}
