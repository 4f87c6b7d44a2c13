import type { Env } from '../env.ts'

/** How wide text is set: as the terminal, or what COLUMNS says, within what reads well; 80 where nobody knows. */
export function lineWidth({ columns, variables }: Env): number {
  const told = /^\d{1,4}$/.test(variables['COLUMNS'] ?? '') ? Number(variables['COLUMNS']) : undefined
  return Math.min(100, Math.max(40, columns ?? told ?? 80))
}
