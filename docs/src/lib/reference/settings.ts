import { environmentName, flagName } from '../../../../packages/server/src/config/load.ts'
import { type SettingName, settings } from '../../../../packages/server/src/core/config.ts'
import type { Setting } from '../../../../packages/server/src/core/setting.ts'
import { anchor, code, type Reference, type Row } from './table.ts'

function row(name: SettingName): Row {
  const setting: Setting<unknown> = settings[name]
  const { fallback, meaning } = setting
  const shown =
    fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)
      ? 'none'
      : Array.isArray(fallback)
        ? fallback.join(',')
        : String(fallback)
  return {
    id: anchor(flagName(name)),
    name: flagName(name),
    about: meaning,
    cells: [[code(flagName(name)), ' ', code(environmentName(name)), ' ', code(name)], meaning, code(shown)],
  }
}

/** Every setting of the server, from its table. */
export const settingsReference: Reference = {
  slug: 'settings',
  title: 'Settings',
  about:
    'What the server can be told: by option, by environment variable, or by its name in the JSON file of --config. Later ones win over earlier: default, file, environment, option.',
  files: [{ path: '/reference/settings.schema.json', text: 'JSON Schema of the settings file' }],
  sections: [
    {
      head: ['Option, environment, file', 'Meaning', 'Default'],
      rows: (Object.keys(settings) as SettingName[]).map(row),
    },
  ],
}
