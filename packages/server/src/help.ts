import { environmentName, flagName } from './config/load.ts'
import { type SettingName, settings } from './core/config.ts'
import type { Setting } from './core/setting.ts'
import { faults } from './faults/armed.ts'

/** The text of `--help`: everything a process can be told, printed from what it is told by. */
export function helpText(): string {
  const rows = (Object.keys(settings) as SettingName[]).map((name) => {
    const setting: Setting<unknown> = settings[name]
    return `  ${flagName(name)} VALUE\n      ${setting.meaning}\n      default: ${shown(setting.fallback)}; environment: ${environmentName(name)}`
  })
  return `mcp-auth-test-server: separate MCP auth surfaces, with an authorization server of its own

Usage: mcp-auth-test-server [--port N] [--host H] [--json] [options]
       mcp-auth-test-server config print [--json] [options]
       mcp-auth-test-server config schema

  config print   Print every setting's value and where it came from, secrets hidden, and end
  config schema  Print the JSON Schema of a settings file, and end

  --json       Print one JSON line with the server's URLs once it listens
  --config F   Read settings from a JSON file; environment and options win over it
  --version    Print the version
  --help, -h   Print this

Settings:
${rows.join('\n')}

Faults, for --faults (several with commas between them):
${faults.map(({ id, title }) => `  ${id.padEnd(22)}${title}`).join('\n')}
`
}

function shown(value: unknown): string {
  if (value === undefined) return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',')
  return String(value)
}
