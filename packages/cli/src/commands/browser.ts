import type { Inputs } from '../arguments.ts'
import type { Env } from '../env.ts'
import { usageError } from '../errors.ts'

/**
 * Whether to open a browser: when told to; untold only for somebody at a terminal who sits at this machine. Never
 * from a script, a build or an SSH session, where it would open in front of nobody.
 */
export function opensBrowser(inputs: Inputs, { stdin, variables, platform }: Env): boolean {
  const [wanted, unwanted] = [inputs.flag('open-browser'), inputs.flag('no-browser')]
  if (wanted && unwanted) throw usageError('--open-browser and --no-browser exclude each other.')
  if (wanted || unwanted || inputs.flag('headless') || !stdin.isTTY) return wanted
  const isSet = (name: string): boolean => (variables[name] ?? '') !== ''
  if (['CI', 'SSH_CONNECTION', 'SSH_TTY'].some(isSet)) return false
  return platform === 'darwin' || platform === 'win32' || ['DISPLAY', 'WAYLAND_DISPLAY'].some(isSet)
}
