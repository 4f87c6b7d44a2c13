import type { ShownSetting } from '../core/shown-settings.ts'

/** What `config print` prints: a line a setting, with where its value came from. `json` gives one document instead. */
export function printed(shown: Readonly<Record<string, ShownSetting>>, json: boolean): string {
  if (json) return `${JSON.stringify({ schemaVersion: 1, settings: shown }, null, 2)}\n`
  const rows = Object.entries(shown)
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows
    .map(([name, { value, source }]) => `${name.padEnd(width)}  ${source.padEnd(11)}  ${JSON.stringify(value)}\n`)
    .join('')
}
