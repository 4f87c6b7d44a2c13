import { join } from 'node:path'
import type { Env } from '../env.ts'

/** Where the common MCP clients keep their servers, nearest first: of the project, then of the user. */
export function configPlaces({ workingDirectory, homeDirectory, platform, variables }: Env): readonly string[] {
  const project = ['.mcp.json', 'mcp.json', '.cursor/mcp.json', '.vscode/mcp.json']
  const user = ['.claude.json', '.cursor/mcp.json']
  const settings =
    platform === 'darwin'
      ? join(homeDirectory, 'Library/Application Support')
      : platform === 'win32'
        ? (variables['APPDATA'] ?? join(homeDirectory, 'AppData/Roaming'))
        : (variables['XDG_CONFIG_HOME'] ?? join(homeDirectory, '.config'))
  return [
    ...project.map((path) => join(workingDirectory, path)),
    ...user.map((path) => join(homeDirectory, path)),
    join(settings, 'Claude/claude_desktop_config.json'),
    join(settings, 'Code/User/mcp.json'),
  ]
}
