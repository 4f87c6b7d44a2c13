import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Env } from '../env.ts'
import { CliError } from '../errors.ts'
import { parseObject, text } from '../http/json.ts'
import { keychainOf } from './keychain.ts'

const CIPHER = 'aes-256-gcm'
const TAG_LENGTH = 16

/**
 * The saved logins as they lie on disk with `--store keychain`: encrypted, by a key that only the keychain has. So
 * keychains that limit the length of a secret are good enough, and the file is replaced whole like the plain one.
 */
export class Seal {
  readonly #env: Env
  readonly #path: string

  /** `path` is the file's, and the name of its key. */
  constructor(env: Env, path: string) {
    this.#env = env
    this.#path = path
  }

  async open(sealed: string): Promise<string> {
    const key = await this.#key()
    if (key === undefined) throw this.#unreadable('its key is not in the keychain any more')
    const envelope = parseObject(sealed)
    const [nonce, content] = ['nonce', 'content'].map((name) =>
      Buffer.from(typeof envelope === 'string' ? '' : (text(envelope, name) ?? ''), 'base64'),
    )
    try {
      const decipher = createDecipheriv(CIPHER, key, nonce ?? '', { authTagLength: TAG_LENGTH })
      decipher.setAuthTag(content?.subarray(-TAG_LENGTH) ?? Buffer.alloc(0))
      const plain = decipher.update(content?.subarray(0, -TAG_LENGTH) ?? Buffer.alloc(0))
      return Buffer.concat([plain, decipher.final()]).toString('utf8')
    } catch (cause) {
      throw this.#unreadable('it is damaged, or sealed by another key', cause)
    }
  }

  async close(plain: string): Promise<string> {
    const key = (await this.#key()) ?? (await this.#newKey())
    const nonce = this.#env.random(12)
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH })
    const content = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    const envelope = { schemaVersion: 1, cipher: CIPHER, nonce: Buffer.from(nonce).toString('base64') }
    return `${JSON.stringify({ ...envelope, content: content.toString('base64') }, null, 2)}\n`
  }

  /** Fails where the keychain cannot be asked. */
  async probe(): Promise<void> {
    await this.#key()
  }

  async #key(): Promise<Buffer | undefined> {
    const saved = await keychainOf(this.#env).find(this.#path)
    return saved === undefined ? undefined : Buffer.from(saved, 'base64')
  }

  async #newKey(): Promise<Buffer> {
    const key = Buffer.from(this.#env.random(32))
    await keychainOf(this.#env).save(this.#path, key.toString('base64'))
    return key
  }

  #unreadable(why: string, cause?: unknown): CliError {
    const hint = 'Nothing was changed. Move the file away to start afresh.'
    return new CliError('failed', `Cannot use ${this.#path}: ${why}.`, { hint, cause })
  }
}
