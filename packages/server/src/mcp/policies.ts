import type { PolicyRule } from './policy.ts'

/** What may be asked of each tool, in the order in which it is judged. A new rule is a new row. */
export const policies: readonly PolicyRule[] = [
  { tool: 'write_note', parameter: 'content', rule: 'required' },
  { tool: 'write_note', parameter: 'content', rule: 'max-length', value: 1000 },
  { tool: 'write_note', rule: 'blocked', value: 'rm -rf' },
  { tool: 'write_note', rule: 'blocked', value: 'DROP TABLE' },
  { tool: 'write_note', rule: 'blocked', value: '<script>' },

  { tool: 'dangerous_delete', parameter: 'confirm', rule: 'required' },
  { tool: 'dangerous_delete', parameter: 'confirm', rule: 'must-equal', value: true },
  { tool: 'dangerous_delete', rule: 'switch', value: 'allowDangerous' },
]
