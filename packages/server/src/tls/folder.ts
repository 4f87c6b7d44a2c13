import { isAbsolute, join } from 'node:path'

/** What a process knows of its user. */
export interface User {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly home: string
}

/** Where programs of this user keep data: of the platform, or by `XDG_DATA_HOME` (XDG Base Directory Specification: absolute, or ignored). */
export function dataFolder({ environment, platform, home }: User, name: string): string {
  const { LOCALAPPDATA: local, XDG_DATA_HOME: xdg } = environment
  if (platform === 'win32') return join(local ?? join(home, 'AppData', 'Local'), name)
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, name)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', name)
  return join(home, '.local', 'share', name)
}
