import { readFileSync } from 'node:fs'

/** What a clock tick of `/proc` is on every Linux that Node runs on. */
const TICK_MICROSECONDS = 10_000

/**
 * The processor time a process has taken so far, where the system tells it (Linux).
 *
 * @param {number} pid
 * @returns {number | undefined}
 */
export function cpuMicrosecondsOf(pid) {
  if (process.platform !== 'linux') return undefined
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // Counted from behind the name, which may itself hold blanks, utime and stime come 12th and 13th: proc_pid_stat(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
}
