import { type Config, type SettingName, settings } from './config.ts'
import type { Setting } from './setting.ts'

/** A setting as anybody may see it: the value in force, `[hidden]` for a secret that was given, and where it came from. */
export interface ShownSetting {
  readonly value: unknown
  readonly source: string
}

/** Every setting with its value in force and its source; what was set without naming one was set by `code`. */
export function shownSettings(
  config: Config,
  sources: Readonly<Partial<Record<SettingName, string>>>,
): Readonly<Record<string, ShownSetting>> {
  return Object.fromEntries(
    (Object.entries(settings) as [SettingName, Setting<unknown>][]).map(([name, setting]) => {
      const value = config[name]
      const given = JSON.stringify(value) !== JSON.stringify(setting.fallback)
      const source = sources[name] ?? (given ? 'code' : 'default')
      const hidden = setting.secret === true && value !== undefined && given
      return [name, { value: hidden ? '[hidden]' : (value ?? null), source }]
    }),
  )
}
