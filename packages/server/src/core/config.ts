import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

export { settings }

/** The name of a setting. */
export type SettingName = keyof typeof settings

/** Every setting with its value in force. */
export type Config = {
  readonly [K in SettingName]: (typeof settings)[K] extends Setting<infer T> ? T : never
}

/** Some settings; the rest keep their defaults. */
export type ConfigInput = Partial<Config>

/** A setting that has a value it does not accept, or a name that is no setting. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError'
}

/** Whether `name` is a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name)
}

function isSecret(setting: Setting<unknown>): boolean {
  return setting.secret === true
}

/** Where inside a JSON value: `[0].issuer`. The members of a list of words are spoken of as the list. */
function where(path: readonly PropertyKey[]): string {
  if (path.length < 2) return ''
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
}

/** Defaults completed by `input`. Throws {@link ConfigError} naming the setting that is unknown or wrong. */
export function parseConfig(input: Readonly<Record<string, unknown>> = {}): Config {
  for (const name of Object.keys(input)) {
    if (!isSettingName(name)) throw new ConfigError(`${name} is not a setting`)
  }
  const entries = Object.entries(settings).map(([name, setting]) => {
    const given = input[name]
    if (given === undefined) return [name, setting.fallback] as const
    const parsed = setting.schema.safeParse(given)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const problem = `${name}${where(issue?.path ?? [])} ${issue?.message ?? 'has a wrong value'}`
      throw new ConfigError(isSecret(setting) ? problem : `${problem}, not ${JSON.stringify(given)}`)
    }
    return [name, parsed.data] as const
  })
  // Every key of `settings` was visited, and each value passed its own schema.
  return Object.freeze(Object.fromEntries(entries)) as Config
}
