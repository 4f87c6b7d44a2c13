import { ConfigError, isSettingName, type SettingName, settings } from '../core/config.ts'
import type { Setting } from '../core/setting.ts'
import { nearest } from './nearest.ts'

/** Where the value of a setting came from. */
export type Source = 'default' | 'file' | 'environment' | 'flag'

/** Settings as they were given, not yet checked, and where each came from. */
export interface Loaded {
  readonly values: Readonly<Record<string, unknown>>
  readonly sources: Readonly<Record<SettingName, Source>>
}

/** What a process was given. Later ones win: file, environment, flags. */
export interface Given {
  /** The content of the settings file, if there is one. */
  readonly file?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Flags by setting name. */
  readonly flags: Readonly<Record<string, string>>
}

const PREFIX = 'MCP_AUTH_TEST_SERVER_'

/** The environment variable of a setting: `accessTokenLifetime` is `MCP_AUTH_TEST_SERVER_ACCESS_TOKEN_LIFETIME`. */
export function environmentName(name: SettingName): string {
  return PREFIX + words(name).join('_').toUpperCase()
}

/** The flag of a setting: `accessTokenLifetime` is `--access-token-lifetime`. */
export function flagName(name: SettingName): string {
  return `--${words(name).join('-')}`
}

function words(name: SettingName): readonly string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())
}

const names = Object.keys(settings) as readonly SettingName[]
const byEnvironmentName = new Map(names.map((name) => [environmentName(name), name]))
const byFlag = new Map(names.map((name) => [flagName(name), name]))

/** The setting that a flag sets, or undefined. */
export function settingOfFlag(flag: string): SettingName | undefined {
  return byFlag.get(flag)
}

/** Every flag that sets a setting. */
export const flags: readonly string[] = [...byFlag.keys()]

/** Puts the sources together. Throws {@link ConfigError} for a name that is no setting, with the nearest that is. */
export function loadSettings({ file, environment, flags: given }: Given): Loaded {
  const layers: readonly (readonly [Source, Readonly<Record<string, unknown>>])[] = [
    ['file', file === undefined ? {} : fromFile(file)],
    ['environment', fromEnvironment(environment)],
    ['flag', fromTexts(given)],
  ]
  const values: Record<string, unknown> = {}
  const sources = Object.fromEntries(names.map((name): [SettingName, Source] => [name, 'default']))
  for (const [source, layer] of layers) {
    for (const [name, value] of Object.entries(layer)) {
      values[name] = value
      sources[name] = source
    }
  }
  // Every name got an entry above.
  return { values, sources: sources as Record<SettingName, Source> }
}

function fromFile(text: string): Readonly<Record<string, unknown>> {
  // For editors: where the schema of this file is.
  const { $schema: _, ...parsed } = parseFile(text)
  for (const name of Object.keys(parsed)) {
    if (!isSettingName(name)) throw unknown(`${name} in the settings file is not a setting`, name, names)
  }
  return parsed
}

function parseFile(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new ConfigError(`the settings file is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError('the settings file must hold one JSON object')
  }
  return { ...parsed }
}

function fromEnvironment(environment: Given['environment']): Readonly<Record<string, unknown>> {
  const texts: Record<string, string> = {}
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || text === undefined) continue
    const name = byEnvironmentName.get(variable)
    if (name === undefined) throw unknown(`${variable} is not a setting`, variable, [...byEnvironmentName.keys()])
    // An empty variable is how compose files and workflows leave one out.
    if (text !== '') texts[name] = text
  }
  return fromTexts(texts)
}

function fromTexts(texts: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const setting: Setting<unknown> | undefined = isSettingName(name) ? settings[name] : undefined
      return [name, setting === undefined ? text : setting.fromText(text)]
    }),
  )
}

function unknown(problem: string, name: string, known: readonly string[]): ConfigError {
  const near = nearest(name, known)
  return new ConfigError(near === undefined ? problem : `${problem}; did you mean ${near}?`)
}
