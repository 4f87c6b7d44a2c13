import { join } from 'node:path'
import type { Env } from '../env.ts'
import { CliError } from '../errors.ts'
import type { Client } from '../oauth/client.ts'
import { secret } from '../oauth/pkce.ts'
import { EMPTY_DOCUMENT, type ProfileDocument, parseDocument } from './document.ts'
import { isCode } from './file-error.ts'
import { type Place, placeIn } from './place.ts'
import { type NewProfile, type Profile, urlKey } from './profile.ts'

// Imported, it would load its promises and all streams with them, which a quick look at what is saved cannot afford.
const fs = process.getBuiltinModule('node:fs')

const WRITE_PATIENCE = 10_000

/** The directory of this program's files: `MCP_AUTH_CLI_HOME`, else the platform's place for configuration. */
export function configDirectory(env: Env): string {
  const own = env.variables['MCP_AUTH_CLI_HOME']
  if (own !== undefined && own !== '') return own
  const appData = env.variables['APPDATA']
  if (env.platform === 'win32' && appData !== undefined && appData !== '') return join(appData, 'mcp-auth')
  const xdg = env.variables['XDG_CONFIG_HOME']
  // A relative XDG_CONFIG_HOME is to be ignored (XDG Base Directory Specification).
  const base = xdg?.startsWith('/') === true ? xdg : join(env.homeDirectory, '.config')
  return join(base, 'mcp-auth')
}

/** Saved logins: read without a lock (the file is only ever replaced whole), changed under one. */
export class ProfileStore {
  readonly #env: Env
  readonly #directory: string
  readonly #place: Place

  constructor(env: Env) {
    this.#env = env
    this.#directory = configDirectory(env)
    this.#place = placeIn(this.#directory, env)
  }

  get path(): string {
    return this.#place.path
  }

  async read(): Promise<ProfileDocument> {
    try {
      const text = fs.readFileSync(this.path, 'utf8')
      return parseDocument(this.path, this.#place.sealed ? await (await this.#seal()).open(text) : text)
    } catch (error) {
      if (isCode(error, 'ENOENT')) return this.#nothing()
      throw fileFailure(this.path, error)
    }
  }

  /** Applies a change to what is on disk at that moment; the file is untouched if the change throws. */
  async update(change: (document: ProfileDocument) => ProfileDocument): Promise<ProfileDocument> {
    await this.#prepare()
    const { withLock } = await import('./lock.ts')
    return withLock(this.#env, join(this.#directory, 'profiles.lock'), WRITE_PATIENCE, async () => {
      const before = await this.read()
      const after = change(before)
      if (after !== before) await this.#write(after)
      return after
    })
  }

  /** Runs one thing at a time for one profile, among all processes: refreshing it. */
  async exclusively<T>(id: string, patience: number, work: () => Promise<T>): Promise<T> {
    await this.#prepare()
    const { withLock } = await import('./lock.ts')
    return withLock(this.#env, join(this.#directory, `refresh-${id}.lock`), patience, work)
  }

  async #prepare(): Promise<void> {
    try {
      const created = await fs.promises.mkdir(this.#directory, { recursive: true, mode: 0o700 })
      // A directory that the user named may hold other things: its mode is theirs.
      if (created === undefined && !this.#env.variables['MCP_AUTH_CLI_HOME'])
        await fs.promises.chmod(this.#directory, 0o700)
    } catch (error) {
      throw fileFailure(this.#directory, error)
    }
  }

  /** A keychain that does not answer is noticed before anyone is sent to a browser. */
  async #nothing(): Promise<ProfileDocument> {
    if (this.#place.sealed) await (await this.#seal()).probe()
    return EMPTY_DOCUMENT
  }

  async #seal(): Promise<import('./seal.ts').Seal> {
    const { Seal } = await import('./seal.ts')
    return new Seal(this.#env, this.path)
  }

  /** Readers see the old file or the new one, and nobody else ever sees either (created 0600, then renamed). */
  async #write(document: ProfileDocument): Promise<void> {
    const text = `${JSON.stringify(document, null, 2)}\n`
    const kept = this.#place.sealed ? await (await this.#seal()).close(text) : text
    const temporary = `${this.path}.${secret(this.#env, 9)}`
    try {
      const file = await fs.promises.open(temporary, 'wx', 0o600)
      try {
        await file.writeFile(kept)
        await file.sync()
      } finally {
        await file.close()
      }
      await fs.promises.rename(temporary, this.path)
    } catch (error) {
      await fs.promises.rm(temporary, { force: true })
      throw fileFailure(this.path, error)
    }
  }
}

function fileFailure(path: string, error: unknown): unknown {
  if (error instanceof CliError || !(error instanceof Error) || !('code' in error)) return error
  return new CliError('failed', `Cannot use ${path}: ${String(error.code)}.`, { cause: error })
}

/** The profile in use at a URL. Only URLs a login was made for count; nothing is inferred from other ones. */
export function activeProfile(document: ProfileDocument, url: string): Profile | undefined {
  const id = Object.hasOwn(document.active, urlKey(url)) ? document.active[urlKey(url)] : undefined
  return document.profiles.find((profile) => profile.id === id)
}

/** A saved profile by its id; an unknown one is an error. */
export function profileById(document: ProfileDocument, id: string): Profile {
  const found = document.profiles.find((profile) => profile.id === id)
  if (found === undefined) throw new CliError('failed', `There is no profile ${id}.`, { hint: 'mcp-auth profile list' })
  return found
}

/** Adds a login, or puts it in the place of the one with the same issuer and resource, whose id it keeps. */
export function withLogin(
  document: ProfileDocument,
  login: NewProfile,
  freshId: string,
  now: number,
): { readonly document: ProfileDocument; readonly profile: Profile; readonly replaced: Profile | undefined } {
  const { url, ...rest } = login
  const key = (profile: Pick<Profile, 'resource' | 'authorization'>): string =>
    JSON.stringify([profile.authorization?.issuer, profile.resource])
  const replaced = document.profiles.find((profile) => key(profile) === key(login))
  const moment = new Date(now).toISOString()
  const profile: Profile = {
    ...rest,
    id: replaced?.id ?? freshId,
    urls: [...new Set([...(replaced?.urls ?? []), url])],
    createdAt: replaced?.createdAt ?? moment,
    updatedAt: moment,
  }
  const others = document.profiles.filter((other) => other.id !== profile.id)
  const next: ProfileDocument = {
    ...document,
    active: { ...document.active, [urlKey(url)]: profile.id },
    profiles: [...others, profile],
    clients: withClient(document.clients, login),
  }
  return { document: next, profile, replaced }
}

function withClient(
  clients: ProfileDocument['clients'],
  { authorization, authMode }: NewProfile,
): ProfileDocument['clients'] {
  const { issuer, client } = authorization ?? {}
  // A machine's own credentials are the profile's; only a client that people log in with is kept for the next login.
  if (issuer === undefined || client === undefined || !['auth-code', 'device'].includes(authMode)) return clients
  return [...clients.filter((saved) => saved.issuer !== issuer), { issuer, client }]
}

/** The client saved for an issuer; never one of another issuer (C-BIND-02). */
export function savedClient(document: ProfileDocument, issuer: string): Client | undefined {
  return document.clients.find((saved) => saved.issuer === issuer)?.client
}

/** Takes a profile away, and every mention of it. */
export function withoutProfile(document: ProfileDocument, id: string): ProfileDocument {
  return {
    ...document,
    active: Object.fromEntries(Object.entries(document.active).filter(([, active]) => active !== id)),
    profiles: document.profiles.filter((profile) => profile.id !== id),
  }
}

/** Puts a changed profile in the place of the old one; nothing happens if it was deleted meanwhile. */
export function withProfile(document: ProfileDocument, profile: Profile): ProfileDocument {
  return { ...document, profiles: document.profiles.map((other) => (other.id === profile.id ? profile : other)) }
}

/** Forgets an issuer's client, if it is still this one. */
export function withoutClient(document: ProfileDocument, issuer: string, clientId: string): ProfileDocument {
  const isIt = (saved: ProfileDocument['clients'][number]): boolean =>
    saved.issuer === issuer && saved.client.clientId === clientId
  return { ...document, clients: document.clients.filter((saved) => !isIt(saved)) }
}
